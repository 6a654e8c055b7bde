"""Image files as a model wants them, with Pillow alone.

The same numbers as torchvision's preset for classification gives for a Pillow image (`Resize` with antialias,
`CenterCrop`, `PILToTensor`), up to but without the division by 255 and the normalisation. Equal bit for bit, except
for large JPEGs: those are decoded at a fraction of their size, and their pixels are off by less than one on average.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import IO

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from recommender.engine.encoder import Pixels, Preprocessing
from recommender.engine.exceptions import UnreadableImage

VERSION = 2
"""Part of the fingerprint: raised whenever the same file gives other pixels than before."""

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]

if find_spec("pillow_heif"):  # not required; the gate accepts such files where it is installed
    import pillow_heif

    pillow_heif.register_heif_opener()
    FORMATS.append("HEIF")

SPARE = 2
"""A JPEG is decoded at a fraction only where its short side stays this many times `resize`.

Measured: with 1 too many neighbours change; with 3 the largest pictures take a third longer and gain little.
"""

WIDEST = 16
"""Long side in short sides: only the middle of a picture longer than this is resized."""


def decode(file: IO[bytes], preprocessing: Preprocessing) -> Pixels:
    """Return a file's first frame, upright, as (crop, crop, 3) pixels. Raise UnreadableImage with the reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # size warnings: the upload gate has its own limits
            picture = Image.open(file, formats=FORMATS)
            upright = ImageOps.exif_transpose(reduced(picture, preprocessing))
            return prepare(on_white(without_far_ends(upright)), preprocessing)
    except UnidentifiedImageError as error:  # its own message shows where the file lies
        raise UnreadableImage(f"not a picture in an accepted format ({', '.join(FORMATS)})") from error
    except Exception as error:  # a decoder may raise anything on damaged data
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise UnreadableImage(reason) from error


def reduced(picture: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """Return a large JPEG as RGB with its short side resized, from a decoding at a fraction; others as they came.

    libjpeg computes only a half, a quarter or an eighth of the pixels a side from each block's low frequencies, see
    its documentation, "scale_num". The picture is not turned upright yet; where it says how it lies stays with it.
    """
    full_size = picture.size
    least = SPARE * preprocessing.resize
    drafted = picture.draft(None, (least, least))
    if drafted is None or picture.size == full_size:
        return picture
    _, box = drafted  # sides are rounded up to whole pixels; without the box, that would shift everything
    return on_white(picture).resize(resized_size(full_size, preprocessing), Image.Resampling.BILINEAR, box=box)


def resized_size(size: tuple[int, int], preprocessing: Preprocessing) -> tuple[int, int]:
    """Return width and height in pixels once the short side is `resize`, rounded down as torchvision does."""
    width, height = (preprocessing.resize * side // min(size) for side in size)
    return width, height


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
    width, height = resized_size(picture.size, preprocessing)
    resized = picture.resize((width, height), Image.Resampling.BILINEAR)
    left = round((width - preprocessing.crop) / 2)
    top = round((height - preprocessing.crop) / 2)
    cropped = resized.crop((left, top, left + preprocessing.crop, top + preprocessing.crop))
    return np.asarray(cropped, dtype=np.uint8)
