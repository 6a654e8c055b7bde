"""Picture files for the decoder."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image as Picture

from recommender.engine.decoding import decode
from recommender.engine.encoder import Pixels, Preprocessing

SMALL = Preprocessing(resize=16, crop=16)
BUNDLED = Preprocessing(resize=128, crop=112)
IMAGENET = Preprocessing(resize=256, crop=224)


def noise(*, width: int, height: int, seed: int = 0) -> Picture.Image:
    """Return a picture in which every pixel is another colour."""
    values = np.random.default_rng(seed).integers(0, 256, size=(height, width, 3), dtype=np.uint8)
    return Picture.fromarray(values, "RGB")


def file_of(picture: Picture.Image, kind: str = "PNG", **options: Any) -> io.BytesIO:
    """Return a picture as an open file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    file.seek(0)
    return file


def decoded(
    picture: Picture.Image, kind: str = "PNG", *, preprocessing: Preprocessing = SMALL, **options: Any
) -> Pixels:
    """Return what the decoder makes of a picture that was saved in a format."""
    return decode(file_of(picture, kind, **options), preprocessing)


def colour_of(pixels: Pixels) -> tuple[int, ...]:
    """Return the one colour of the pixels; fail where there are several."""
    (colour,) = {tuple(pixel) for pixel in pixels.reshape(-1, 3).tolist()}
    return colour
