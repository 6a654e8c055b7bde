"""The small copies that pages show: made once at upload, named by content and width, so a page asks storage nothing."""

from __future__ import annotations

import io
import re

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image as Picture

from gallery import storage

STANDARD_WIDTHS = (320, 640, 1280, 2560)
WEBP_QUALITY = 82
NAME = re.compile(r"[0-9a-f]{2}/(?P<content_hash>[0-9a-f]{64})-(?P<width>[0-9]{1,4})\.webp")


def widths_for(width: int) -> list[int]:
    """Return the widths made of a picture `width` pixels wide: the standard ones below it, then its own or 2560."""
    widest = min(width, STANDARD_WIDTHS[-1])
    return [standard for standard in STANDARD_WIDTHS if standard < widest] + [widest]


def width_for(width: int, at_least: int) -> int:
    """Return the smallest of these widths that is at least `at_least`, or the widest."""
    widths = widths_for(width)
    return next((candidate for candidate in widths if candidate >= at_least), widths[-1])


def height_for(width: int, height: int, rendition_width: int) -> int:
    """Return the height of the rendition so wide of a picture width x height."""
    return max(1, round(height * rendition_width / width))


def name_for(content_hash: str, width: int) -> str:
    """Return a rendition's name in storage."""
    return f"{content_hash[:2]}/{content_hash}-{width}.webp"


def url(content_hash: str, width: int) -> str:
    """Return a rendition's address."""
    return storage.renditions().url(name_for(content_hash, width))


def encode(picture: Picture.Image, width: int) -> bytes:
    """Return the picture `width` pixels wide as WebP. Nothing but pixels goes in: no EXIF, profile or comment."""
    height = height_for(picture.width, picture.height, width)
    small = picture if width == picture.width else picture.resize((width, height), Picture.Resampling.LANCZOS)
    small.info = {}
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=WEBP_QUALITY, method=4)
    return buffer.getvalue()


def make_all(picture: Picture.Image, content_hash: str) -> None:
    """Write every rendition of an upright sRGB picture to storage."""
    for width in widths_for(picture.width):
        storage.renditions().save(name_for(content_hash, width), ContentFile(encode(picture, width)))


def is_name(name: str) -> bool:
    """Return whether a name is one that `name_for` makes."""
    return NAME.fullmatch(name) is not None


def are_served_here() -> bool:
    """Return whether Django itself has to serve the renditions."""
    return not settings.AWS_STORAGE_BUCKET_NAME
