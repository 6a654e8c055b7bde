"""A picture's look: the same for one picture in many files, another for another picture."""

from __future__ import annotations

import io
import itertools
import math
import statistics
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture
from PIL import ImageEnhance, ImageOps

from gallery import likeness
from tests.gallery.pictures import boat, saved

PHOTOGRAPHS = Path(settings.BASE_DIR).parent / "shared" / "data" / "seed-gallery" / "images"
LOOKS = st.integers(0, 2**likeness.BITS - 1)


def look(picture: Picture.Image) -> int:
    found = likeness.hash_of(picture)
    assert found is not None
    return found


def again(picture: Picture.Image, kind: str, quality: int) -> Picture.Image:
    """Save a picture and open it."""
    return Picture.open(io.BytesIO(saved(picture, kind, quality=quality))).convert("RGB")


def trimmed(picture: Picture.Image, share: float) -> Picture.Image:
    """Cut so much off the width and the height."""
    x, y = round(picture.width * share / 2), round(picture.height * share / 2)
    return picture.crop((x, y, picture.width - x, picture.height - y))


CHANGES: dict[str, Callable[[Picture.Image], Picture.Image]] = {
    "saved anew": lambda picture: again(picture, "JPEG", 50),
    "in another format": lambda picture: again(picture, "WEBP", 60),
    "half as large": lambda picture: picture.resize(
        (picture.width // 2, picture.height // 2), Picture.Resampling.BICUBIC
    ),
    "a rendition": lambda picture: again(picture.resize((320, 320 * picture.height // picture.width)), "WEBP", 82),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.1),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_one_picture_in_two_files_looks_the_same(change: Callable[[Picture.Image], Picture.Image]) -> None:
    assert likeness.distance(look(boat()), look(change(boat()))) <= likeness.MAX_DISTANCE


def test_other_pictures_look_different() -> None:
    others = [ImageOps.mirror(boat()), ImageOps.flip(boat()), ImageOps.invert(boat()), boat().rotate(90)]
    assert min(likeness.distance(look(boat()), look(other)) for other in others) > 2 * likeness.MAX_DISTANCE


def slow_look(greys: bytes) -> int:
    """Return the look of 32 x 32 greys by the definition of the transform, one wave after the other."""
    waves = [
        sum(
            greys[32 * y + x] * math.cos(math.pi * u * (2 * x + 1) / 64) * math.cos(math.pi * v * (2 * y + 1) / 64)
            for y, x in itertools.product(range(32), repeat=2)
        )
        for v, u in itertools.product(range(8), repeat=2)
        if (v, u) != (0, 0)
    ]
    return sum(1 << place for place, strength in enumerate(waves) if strength > statistics.median(waves))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_look_is_the_slow_waves_above_their_median(seed: int) -> None:
    greys = Random(seed).randbytes(32 * 32)  # noqa: S311 - a picture, not a secret
    assert look(Picture.frombytes("L", (32, 32), greys).convert("RGB")) == slow_look(greys)


def test_what_is_transparent_is_white() -> None:
    clear = boat().convert("RGBA")
    clear.paste((0, 0, 0, 0), (0, 0, 200, 300))
    white = boat()
    white.paste("white", (0, 0, 200, 300))
    assert likeness.distance(look(clear), look(white)) <= 2


def test_a_look_is_the_same_every_time_and_fits_into_the_column() -> None:
    assert look(boat()) == look(boat())
    assert 0 <= look(boat()) < 2**63


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (32, 32), (3000, 20)])
def test_a_picture_of_any_shape_has_a_look(size: tuple[int, int]) -> None:
    found = likeness.hash_of(boat(size=size))
    assert found is None if size == (1, 1) else isinstance(found, int)


@pytest.mark.parametrize("change", [0, 15, 16])
def test_what_is_hardly_more_than_one_colour_has_no_look(change: int) -> None:
    picture = Picture.new("RGB", (64, 64), (100, 100, 100))
    picture.paste((100 + change,) * 3, (0, 0, 32, 64))
    assert (likeness.hash_of(picture) is None) == (change < 16)


@given(LOOKS, st.sets(st.integers(0, likeness.BITS - 1), max_size=likeness.MAX_DISTANCE))
def test_looks_that_differ_little_have_a_band_in_common(one: int, flipped: set[int]) -> None:
    other = one ^ sum(1 << place for place in flipped)
    assert likeness.distance(one, other) == len(flipped)
    assert any(one & band == other & band for band in likeness.BANDS)


def test_the_bands_are_all_bits_once() -> None:
    assert sum(likeness.BANDS) == 2**likeness.BITS - 1
    assert all(one & other == 0 for one, other in itertools.combinations(likeness.BANDS, 2))


@pytest.fixture(scope="module")
def photographs() -> list[Picture.Image]:
    """Real photographs, or skip where they are absent."""
    paths = sorted(path for path in PHOTOGRAPHS.glob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    if not paths:
        pytest.skip(f"{PHOTOGRAPHS} is not there")
    return [ImageOps.exif_transpose(Picture.open(path)).convert("RGB") for path in paths]


def test_photographs_are_known_again_and_strangers_are_not(photographs: list[Picture.Image]) -> None:
    looks = [look(picture) for picture in photographs]
    for name, change in CHANGES.items():
        changed = [look(change(picture)) for picture in photographs]
        assert max(map(likeness.distance, looks, changed)) <= likeness.MAX_DISTANCE, name
    strangers = [likeness.distance(one, other) for one, other in itertools.combinations(looks, 2)]
    assert min(strangers) > likeness.MAX_DISTANCE


def test_photographs_that_lost_a_narrow_margin_are_known_again(photographs: list[Picture.Image]) -> None:
    distances = [likeness.distance(look(picture), look(trimmed(picture, 0.02))) for picture in photographs]
    known = sum(distance <= likeness.MAX_DISTANCE for distance in distances)
    assert known >= 0.95 * len(photographs)
