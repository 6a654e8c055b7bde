"""The training script still makes weights that Kindred accepts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from recommender.engine import weights


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Eight squares, two labels, and teachers that know nothing."""
    rng = np.random.default_rng(0)
    np.save(tmp_path / "images.npy", rng.integers(0, 256, (8, 48, 48, 3), dtype=np.uint8))
    np.save(tmp_path / "teacher.npy", rng.normal(size=(8, 16)).astype(np.float16))
    np.save(tmp_path / "labels.npy", np.array(["dune", "wave"] * 4))
    return tmp_path


def test_an_epoch_gives_weights_that_name_their_preprocessing(data: Path) -> None:
    from training import train_bundled

    torch.save(train_bundled.new_network().state_dict(), data / "trunk.pth")
    common = [str(data), str(data / "student.safetensors"), "--trunk", str(data / "trunk.pth")]
    train_bundled.main([*common, "--epochs", "1", "--resolution", "32", "--batch-size", "4"])
    made = weights.inspect("made", data / "student.safetensors")
    assert made.preprocessing == weights.bundled().preprocessing
