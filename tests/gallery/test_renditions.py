"""The small copies that pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_every_width_is_written_under_the_hash(media_root: Path) -> None:
    renditions.store({320: b"small", 640: b"middle", 700: b"whole"}, "ef" * 32)
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
