"""What follows a convolution is done in its own pass where torch has oneDNN; nobody sees it in the features."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from recommender.engine import weights
from recommender.engine.encoder import Pixels
from recommender.engine.resnet import Clipped, ClippedBlock, ResNet18


@pytest.fixture(scope="module")
def fused() -> ResNet18:
    return ResNet18(weights.bundled())


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ResNet18:
    """An encoder where torch has no oneDNN."""
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    return ResNet18(weights.bundled())


def random_pixels(*, count: int, side: int) -> Pixels:
    return np.random.default_rng(3).integers(0, 256, size=(count, side, side, 3), dtype=np.uint8)


def kinds(encoder: ResNet18) -> set[type]:
    return {type(module) for module in encoder.network.modules()}


def test_it_is_done_where_it_can_be(fused: ResNet18, plain: ResNet18) -> None:
    assert {Clipped, ClippedBlock} <= kinds(fused)
    assert kinds(plain).isdisjoint({Clipped, ClippedBlock})


@pytest.mark.parametrize("side", [112, 224])
@pytest.mark.parametrize("count", [1, 2, 9])
def test_the_features_are_those_of_one_step_after_the_other(
    fused: ResNet18, plain: ResNet18, count: int, side: int
) -> None:
    pixels = random_pixels(count=count, side=side)
    ours, theirs = fused.encode(pixels), plain.encode(pixels)
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()


def test_so_are_the_values_of_the_last_layer(fused: ResNet18, plain: ResNet18) -> None:
    pixels = random_pixels(count=3, side=112)
    ours, theirs = fused.grids(pixels), plain.grids(pixels)
    assert np.abs(ours - theirs).max() <= 1e-5 * np.abs(theirs).max()


@pytest.mark.parametrize("first", [1, 9])
def test_weights_are_packed_by_the_first_batch_whatever_its_size(fused: ResNet18, first: int) -> None:
    pixels, encoder = random_pixels(count=9, side=112), ResNet18(weights.bundled())
    encoder.encode(pixels[:first])
    convolutions = [module for module in encoder.network.modules() if isinstance(module, torch.nn.Conv2d)]
    assert [convolution.weight.is_mkldnn for convolution in convolutions] == [True] * 20
    assert np.array_equal(encoder.encode(pixels), fused.encode(pixels))


def test_threads_may_come_first_together(fused: ResNet18) -> None:
    pixels, encoder = random_pixels(count=3, side=112), ResNet18(weights.bundled())
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(encoder.encode, [pixels] * 8))
    expected = fused.encode(pixels)
    assert max(np.abs(features - expected).max() for features in found) <= 1e-5 * np.abs(expected).max()


def test_what_is_written_in_place_is_nobody_else_s(fused: ResNet18) -> None:
    pixels = random_pixels(count=4, side=112)
    before = pixels.copy()
    first = fused.encode(pixels)
    assert np.array_equal(pixels, before)
    assert np.array_equal(fused.encode(pixels), first)
