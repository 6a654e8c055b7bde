"""The small copies that the gate makes."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture

from gallery.gate import pixels


def encoded(picture: Picture.Image, width: int) -> Picture.Image:
    return Picture.open(io.BytesIO(pixels.encode(picture, width)))


@pytest.mark.parametrize(
    ("size", "width", "small"),
    [((640, 480), 320, (320, 240)), ((640, 480), 640, (640, 480)), ((900, 1), 320, (320, 1))],
)
def test_a_rendition_keeps_the_proportions(size: tuple[int, int], width: int, small: tuple[int, int]) -> None:
    rendition = encoded(Picture.new("RGB", size), width)
    assert (rendition.format, rendition.size) == ("WEBP", small)


def test_a_rendition_keeps_transparency() -> None:
    assert encoded(Picture.new("RGBA", (64, 48), (255, 0, 0, 0)), 32).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]
