"""A large JPEG is decoded at a fraction of its size: the same picture, upright, in its colours, or refused."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image as Picture

from recommender.engine.decoding import SPARE, decode
from recommender.engine.exceptions import UnreadableImage
from tests.recommender.engine.pictures import SMALL, colour_of, decoded, file_of, noise
from tests.recommender.engine.test_decoding import TURNED

SMALLEST_HALVED = 2 * SPARE * SMALL.resize


def soft(*, width: int, height: int) -> Picture.Image:
    """Return a picture without fine detail, as large photographs are."""
    return noise(width=9, height=7).resize((width, height), Picture.Resampling.BICUBIC)


def sides_resized(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that will be told the short side of every picture before it is resized."""
    sides: list[int] = []
    resize = Picture.Image.resize

    def noted(self: Picture.Image, *arguments: Any, **options: Any) -> Picture.Image:
        sides.append(min(self.size))
        return resize(self, *arguments, **options)

    monkeypatch.setattr(Picture.Image, "resize", noted)
    return sides


@pytest.mark.parametrize(
    ("short", "decoded_at"),
    [
        (SMALLEST_HALVED - 1, SMALLEST_HALVED - 1),
        (SMALLEST_HALVED, SMALLEST_HALVED // 2),
        (2 * SMALLEST_HALVED, SMALLEST_HALVED // 2),
        (4 * SMALLEST_HALVED, SMALLEST_HALVED // 2),
        (16 * SMALLEST_HALVED, 2 * SMALLEST_HALVED),
    ],
)
def test_a_jpeg_is_decoded_at_the_smallest_fraction_that_leaves_something_to_resize(
    short: int, decoded_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(Picture.new("RGB", (short + 9, short)), "JPEG")
    sides = sides_resized(monkeypatch)
    decode(file, SMALL)
    assert sides[0] == decoded_at


def test_no_other_format_is_reduced(monkeypatch: pytest.MonkeyPatch) -> None:
    file = file_of(Picture.new("RGB", (SMALLEST_HALVED, SMALLEST_HALVED)), "PNG")
    sides = sides_resized(monkeypatch)
    decode(file, SMALL)
    assert sides == [SMALLEST_HALVED]


@pytest.mark.parametrize(("orientation", "turn"), TURNED.items())
def test_a_reduced_jpeg_is_turned_upright(orientation: int, turn: Picture.Transpose | None) -> None:
    picture = soft(width=603, height=451)  # sides that no fraction divides: the far edge must not move to the near one
    exif = Picture.Exif()
    exif[0x0112] = orientation
    upright = picture if turn is None else picture.transpose(turn)
    difference = decoded(picture, "JPEG", exif=exif.tobytes(), quality=95) - decoded(upright).astype(int)
    assert np.abs(difference).mean() < 1


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [("L", 77, (77, 77, 77)), ("RGB", (255, 255, 255), (255, 255, 255)), ("CMYK", (0, 0, 0, 255), (0, 0, 0))],
)
def test_a_reduced_jpeg_has_its_colours_whatever_its_mode(mode: str, colour: Any, expected: tuple[int, ...]) -> None:
    assert colour_of(decoded(Picture.new(mode, (603, 451), colour), "JPEG", quality=95)) == expected


def test_a_reduced_jpeg_with_several_pictures_as_telephones_make_them_is_its_first() -> None:
    first, second = Picture.new("RGB", (603, 451), "white"), Picture.new("RGB", (603, 451), "black")
    file = file_of(first, "MPO", save_all=True, append_images=[second])
    assert (Picture.open(file).format, colour_of(decode(file, SMALL))) == ("MPO", (255, 255, 255))


@pytest.mark.parametrize("progressive", [False, True], ids=["baseline", "progressive"])
def test_a_large_photograph_cut_off_in_the_middle_is_refused(progressive: bool) -> None:
    content = file_of(noise(width=603, height=451), "JPEG", progressive=progressive).getvalue()
    with pytest.raises(UnreadableImage, match=r"^image file is truncated \(\d+ bytes not processed\)$"):
        decode(io.BytesIO(content[: len(content) // 2]), SMALL)


def test_a_jpeg_as_thin_as_a_ribbon_is_seen_at_its_centre() -> None:
    ribbon = Picture.new("RGB", (20_003, 201), "black")
    ribbon.paste("white", (9_901, 0, 10_102, 201))
    assert decoded(ribbon, "JPEG")[:, 2:14].min() > 250
