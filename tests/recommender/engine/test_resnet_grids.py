"""What ResNet18 says of the cells of an image: its features are their mean, and its similarities their sums."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from recommender.engine import matching, resnet, vectors, weights
from recommender.engine.encoder import Locator, Pixels
from recommender.engine.resnet import ResNet18


@pytest.fixture(scope="module")
def encoder() -> ResNet18:
    return ResNet18(weights.bundled())


def random_pixels(count: int, side: int = 112) -> Pixels:
    return np.random.default_rng(3).integers(0, 256, size=(count, side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize(("pixels", "side"), [(112, 4), (224, 7), (100, 4)])
def test_there_is_a_cell_for_every_32_pixels(encoder: ResNet18, pixels: int, side: int) -> None:
    grids = encoder.grids(random_pixels(2, pixels))
    assert (grids.shape, grids.dtype.name) == ((2, side, side, 512), "float32")


@pytest.mark.parametrize("side", [112, 224])
def test_their_mean_is_the_features(encoder: ResNet18, side: int) -> None:
    pixels = random_pixels(5, side)
    features, mean = encoder.encode(pixels), encoder.grids(pixels).mean(axis=(1, 2))
    assert np.abs(mean - features).max() < 1e-5 * np.abs(features).max()


def test_in_several_threads_they_stay_with_their_images(encoder: ResNet18, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, before = random_pixels(7), torch.get_num_threads()
    together = encoder.grids(pixels)
    monkeypatch.setattr(encoder, "streams", 3)
    monkeypatch.setattr(resnet, "STREAMED_FROM", 1)
    apart = encoder.grids(pixels)
    torch.set_num_threads(before)
    assert np.abs(apart - together).max() < 1e-4 * np.abs(together).max()


def test_the_parts_of_a_similarity_sum_to_the_one_that_lists_hold(encoder: ResNet18) -> None:
    pixels = random_pixels(4)
    unit = vectors.to_unit(encoder.encode(pixels))
    similarities = unit.astype(np.float64) @ unit.astype(np.float64).T
    for place, grid in enumerate(encoder.grids(pixels)):
        assert np.abs(matching.parts(grid, unit).sum(axis=1) - similarities[place]).max() < 1e-4


def test_the_encoder_can_tell_where(encoder: ResNet18) -> None:
    assert isinstance(encoder, Locator)
