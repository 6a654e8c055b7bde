"""What a GPU computes is what the CPU would have computed; run where torch sees one, all but the first."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch

from recommender.engine import weights
from recommender.engine.encoder import Features
from recommender.engine.neighbours import SCREENED_FROM, top_k
from recommender.engine.resnet import ResNet18, screen_on
from tests.recommender.engine.reference import random_vectors
from tests.recommender.engine.test_keeping import equal

on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch sees no GPU here")


@pytest.fixture(autouse=True, scope="module")
def on_the_cpu() -> None:
    """Leave the GPU, which other tests do without, to these."""


def both(monkeypatch: pytest.MonkeyPatch) -> tuple[ResNet18, ResNet18]:
    """Return the encoder on the GPU, and on the CPU."""
    gpu = ResNet18(weights.bundled())
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    return gpu, ResNet18(weights.bundled())


def apart(ours: Features, others: Features) -> float:
    """Return how far features (n, d) are apart at most, as a share of their length."""
    return float((np.linalg.norm(ours - others, axis=1) / np.linalg.norm(others, axis=1)).max())


def test_a_gpu_would_convolve_and_multiply_in_full_single_precision() -> None:
    assert torch.backends.cudnn.allow_tf32 is False
    assert torch.get_float32_matmul_precision() == "highest"


@on_a_gpu
def test_features_and_their_cells_are_those_of_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (9, 112, 112, 3), np.uint8)
    gpu, cpu = both(monkeypatch)
    assert (gpu.device.type, cpu.device.type) == ("cuda", "cpu")
    assert apart(gpu.encode(pixels), cpu.encode(pixels)) < 1e-5
    assert apart(gpu.grids(pixels).reshape(-1, 512), cpu.grids(pixels).reshape(-1, 512)) < 1e-4
    assert np.array_equal(gpu.encode(pixels), gpu.encode(pixels))


@on_a_gpu
def test_the_lists_are_those_of_the_cpu_to_the_last_bit() -> None:
    vectors = random_vectors(count=SCREENED_FROM + 300, dimensions=512, distinct=SCREENED_FROM)
    there, here = top_k(vectors, 10, screen=partial(screen_on, torch.device("cuda"))), top_k(vectors, 10)
    assert equal(there, here)
