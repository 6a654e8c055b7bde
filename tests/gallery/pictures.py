"""A drawn picture with a look of its own, which plain colours do not have."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image as Picture
from PIL import ImageDraw


def boat(*, size: tuple[int, int] = (400, 300)) -> Picture.Image:
    """Draw a boat on the sea."""
    picture = Picture.new("RGB", (400, 300), "skyblue")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 190, 400, 300), "navy")
    pen.polygon([(200, 40), (200, 170), (300, 170)], "white")
    pen.polygon([(120, 180), (320, 180), (280, 225), (150, 225)], "brown")
    pen.ellipse((40, 30, 90, 80), "gold")
    return picture.resize(size, Picture.Resampling.LANCZOS)


def saved(picture: Picture.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file's bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()
