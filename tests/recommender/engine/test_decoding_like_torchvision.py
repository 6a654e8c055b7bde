"""The decoder gives the pixels of torchvision's own preset without loading torchvision: bit for bit, or nearly."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from PIL import Image as Picture

from recommender.engine.decoding import SPARE, decode
from recommender.engine.encoder import Pixels, Preprocessing
from tests.recommender.engine.pictures import BUNDLED, IMAGENET, decoded, file_of, noise

SIZES = [(300, 200), (200, 300), (257, 191), (1023, 769), (113, 640), (97, 97), (31, 45), (500, 101), (640, 32)]
LARGE_SIZES = [(1024, 1024), (1601, 1203), (1203, 1601), (2051, 1365), (2048, 3077)]
OFF_ON_AVERAGE, OFF_AT_MOST = 1, 8
"""What a reduced decoding may cost, of 255: the mean absolute difference and the largest."""


def soft(*, width: int, height: int) -> Picture.Image:
    """Return a picture that is sharp once it is small, and without finer detail, as large photographs are."""
    return noise(width=64, height=48).resize((width, height), Picture.Resampling.LANCZOS)


def pixels_of_torchvision(picture: Picture.Image, preprocessing: Preprocessing) -> Pixels:
    """Return what torchvision's preset for classification does to a picture, up to the normalisation."""
    importlib.import_module("recommender.engine.resnet")  # makes torchvision importable
    from torchvision import transforms

    steps = [transforms.Resize(preprocessing.resize), transforms.CenterCrop(preprocessing.crop)]
    pixels: Pixels = transforms.Compose([*steps, transforms.PILToTensor()])(picture).permute(1, 2, 0).numpy()
    return pixels


@pytest.mark.parametrize("preprocessing", [BUNDLED, IMAGENET], ids=["bundled", "imagenet"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pixels_equal_torchvisions(width: int, height: int, preprocessing: Preprocessing) -> None:
    picture = noise(width=width, height=height)
    assert decoded(picture, preprocessing=preprocessing).tobytes() == (
        pixels_of_torchvision(picture, preprocessing).tobytes()
    )


@pytest.mark.parametrize("preprocessing", [BUNDLED, IMAGENET], ids=["bundled", "imagenet"])
def test_pixels_of_a_jpeg_just_too_small_to_be_reduced_equal_torchvisions(preprocessing: Preprocessing) -> None:
    short = 2 * SPARE * preprocessing.resize - 1
    file = file_of(noise(width=short, height=short + 40), "JPEG")
    expected = pixels_of_torchvision(Picture.open(file), preprocessing)
    assert decode(file, preprocessing).tobytes() == expected.tobytes()


@pytest.mark.parametrize("preprocessing", [BUNDLED, IMAGENET], ids=["bundled", "imagenet"])
@pytest.mark.parametrize(("width", "height"), LARGE_SIZES)
def test_pixels_of_a_large_jpeg_are_nearly_torchvisions(width: int, height: int, preprocessing: Preprocessing) -> None:
    file = file_of(soft(width=width, height=height), "JPEG", quality=92)
    difference = decode(file, preprocessing).astype(int) - pixels_of_torchvision(Picture.open(file), preprocessing)
    assert np.abs(difference).mean() < OFF_ON_AVERAGE
    assert np.abs(difference).max() <= OFF_AT_MOST
