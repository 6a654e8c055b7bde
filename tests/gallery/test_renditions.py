"""The small copies that pages show."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Picture

from gallery import renditions


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (319, [319]),
        (320, [320]),
        (321, [320, 321]),
        (1000, [320, 640, 1000]),
        (2560, [320, 640, 1280, 2560]),
        (9000, [320, 640, 1280, 2560]),
    ],
)
def test_no_rendition_is_wider_than_the_picture_or_than_2560(width: int, widths: list[int]) -> None:
    assert renditions.widths_for(width) == widths


def encoded(picture: Picture.Image, width: int) -> Picture.Image:
    return Picture.open(io.BytesIO(renditions.encode(picture, width)))


@pytest.mark.parametrize(
    ("size", "width", "small"),
    [((640, 480), 320, (320, 240)), ((640, 480), 640, (640, 480)), ((900, 1), 320, (320, 1))],
)
def test_a_rendition_keeps_the_proportions(size: tuple[int, int], width: int, small: tuple[int, int]) -> None:
    rendition = encoded(Picture.new("RGB", size), width)
    assert (rendition.format, rendition.size) == ("WEBP", small)


def test_a_rendition_keeps_transparency() -> None:
    assert encoded(Picture.new("RGBA", (64, 48), (255, 0, 0, 0)), 32).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_every_width_is_written_under_the_hash(media_root: Path) -> None:
    renditions.make_all(Picture.new("RGB", (700, 7)), "ef" * 32)
    written = sorted(path.name for path in (media_root / "renditions" / "ef").glob(f"{'ef' * 32}-*"))
    assert written == [f"{'ef' * 32}-{width}.webp" for width in (320, 640, 700)]


@pytest.mark.parametrize("width", [1, 320, 2560])
def test_a_name_that_is_made_is_a_name(width: int) -> None:
    assert renditions.is_name(renditions.name_for("0f" * 32, width))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0f/name.webp",
        "../originals/0f",
        f"{'0f' * 32}-320.webp",
        f"0f/{'0F' * 32}-320.webp",
        f"0f/{'0f' * 32}-320.webp\n",
    ],
)
def test_any_other_text_is_no_name(name: str) -> None:
    assert not renditions.is_name(name)
