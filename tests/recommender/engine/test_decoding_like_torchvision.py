"""The decoder gives the pixels of torchvision's own preset, bit for bit, without loading torchvision."""

from __future__ import annotations

import importlib

import pytest

from recommender.engine.encoder import Pixels, Preprocessing
from tests.recommender.engine.pictures import BUNDLED, IMAGENET, decoded, noise

SIZES = [(300, 200), (200, 300), (257, 191), (1023, 769), (113, 640), (97, 97), (31, 45), (500, 101), (640, 32)]


def pixels_of_torchvision(width: int, height: int, preprocessing: Preprocessing) -> Pixels:
    """Return what torchvision's preset for classification does to a picture, up to the normalisation."""
    importlib.import_module("recommender.engine.resnet")  # makes torchvision importable
    from torchvision import transforms

    steps = [transforms.Resize(preprocessing.resize), transforms.CenterCrop(preprocessing.crop)]
    done = transforms.Compose([*steps, transforms.PILToTensor()])(noise(width=width, height=height))
    pixels: Pixels = done.permute(1, 2, 0).numpy()
    return pixels


@pytest.mark.parametrize("preprocessing", [BUNDLED, IMAGENET], ids=["bundled", "imagenet"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pixels_equal_torchvisions(width: int, height: int, preprocessing: Preprocessing) -> None:
    ours = decoded(noise(width=width, height=height), preprocessing=preprocessing)
    assert ours.tobytes() == pixels_of_torchvision(width, height, preprocessing).tobytes()
