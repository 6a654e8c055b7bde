"""Drawing: the same seed gives the same pixels, another seed others, and no family depends on another."""

from pathlib import Path

import numpy as np
import pytest

from demo.catalogue import draw_catalogue, draw_family
from demo.families import FAMILIES, Family
from tests.demo.conftest import LONG_SIDE

each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder)


def pixels(family: Family, *, seed: int = 1, count: int = 1) -> list[bytes]:
    return [picture.image.tobytes() for picture in draw_family(family, seed=seed, count=count, long_side=LONG_SIDE)]


def test_the_same_seed_gives_the_same_bytes(drawn: Path, tmp_path: Path) -> None:
    draw_catalogue(tmp_path, per_family=3, long_side=LONG_SIDE)
    for path in (path for path in tmp_path.rglob("*-0*") if path.is_file()):
        assert path.read_bytes() == (drawn / path.relative_to(tmp_path)).read_bytes()


@each_family
def test_another_seed_gives_another_picture(family: Family) -> None:
    assert pixels(family) != pixels(family, seed=2)


@each_family
def test_pictures_of_a_family_differ(family: Family) -> None:
    assert len(set(pixels(family, count=4))) == 4


@each_family
def test_no_picture_is_flat(family: Family) -> None:
    (picture,) = draw_family(family, seed=3, count=1, long_side=LONG_SIDE)
    assert np.asarray(picture.image.convert("L")).std() > 8


@each_family
def test_the_long_side_is_an_upper_bound(family: Family) -> None:
    for picture in draw_family(family, seed=1, count=5, long_side=LONG_SIDE):
        assert LONG_SIDE * 0.75 <= max(picture.image.size) <= LONG_SIDE


def test_too_many_pictures_to_a_family_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^per_family must be between 1 and 24, got 25$"):
        draw_catalogue(tmp_path, per_family=25)


def test_too_few_pixels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^long_side must be at least 64 pixels, got 32$"):
        draw_catalogue(tmp_path, long_side=32)
