"""Image files as a model wants them, with Pillow alone.

The same numbers as torchvision's preset for classification gives for a Pillow image (`Resize` with antialias,
`CenterCrop`, `PILToTensor`), up to but without the division by 255 and the normalisation.
"""

from __future__ import annotations

import warnings
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from recommender.engine.encoder import Pixels, Preprocessing
from recommender.engine.exceptions import UnreadableImage

VERSION = 1
"""Part of the fingerprint: raised whenever the same file gives other pixels than before."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

WIDEST = 16
"""Long side in short sides: only the middle of a picture longer than this is resized."""


def decode(file: IO[bytes], preprocessing: Preprocessing) -> Pixels:
    """Return a file's first frame, upright, as (crop, crop, 3) pixels. Raise UnreadableImage with the reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # size warnings: the upload gate has its own limits
            picture = Image.open(file, formats=FORMATS)
            upright = ImageOps.exif_transpose(picture)
            return prepare(on_white(without_far_ends(upright)), preprocessing)
    except UnidentifiedImageError as error:  # its own message shows where the file lies
        raise UnreadableImage(f"not a picture in an accepted format ({', '.join(FORMATS)})") from error
    except Exception as error:  # a decoder may raise anything on damaged data
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableImage(reason) from error


def without_far_ends(picture: Image.Image) -> Image.Image:
    """Return the middle of a very long picture: resized whole, one of 1 x 16,000 pixels would fill gigabytes.

    Whole multiples of the short side are cut off, the same at both ends, so that the resized grid stays in its place.
    """
    short = min(picture.size)
    across, down = (max(0, side // short - WIDEST + 1) // 2 * short for side in picture.size)
    return picture.crop((across, down, picture.width - across, picture.height - down)) if across or down else picture


def on_white(picture: Image.Image) -> Image.Image:
    """Return the picture as RGB, what is transparent laid on white, as pages show it."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def prepare(picture: Image.Image, preprocessing: Preprocessing) -> Pixels:
    """Return an RGB picture resized by its short side and cropped at its centre, as (crop, crop, 3) pixels."""
    short = min(picture.size)
    width, height = (preprocessing.resize * side // short for side in picture.size)
    resized = picture.resize((width, height), Image.Resampling.BILINEAR)
    left = round((width - preprocessing.crop) / 2)
    top = round((height - preprocessing.crop) / 2)
    cropped = resized.crop((left, top, left + preprocessing.crop, top + preprocessing.crop))
    return np.asarray(cropped, dtype=np.uint8)
