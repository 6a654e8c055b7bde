"""Whatever is made of a picture's bytes, the gate answers: a picture with sound copies, or one sentence."""

from __future__ import annotations

import io
import random
import re

import pytest
from PIL import Image as Picture

from gallery import renditions, uploads
from gallery.uploads import Refused, Upload
from tests.effort import EFFORT, chosen
from tests.gallery import troublemakers
from tests.gallery.troublemakers import KINDS

ODD = re.compile(r"\n|crashed|took|Error|0x|/")
"""Words for which a file of a few kilobytes is no reason, and such as are for programmers."""

NOT_A_PICTURE = "not a picture in an accepted format"


def answer(content: bytes) -> Upload | str:
    try:
        return uploads.examine(content, "trouble")
    except Refused as refusal:
        return str(refusal)


def is_sound(upload: Upload) -> bool:
    """Return whether an upload has every copy it should, each of the width it says and of the picture's shape."""
    if list(upload.renditions) != renditions.widths_for(upload.width):
        return False
    for width, content in upload.renditions.items():
        with Picture.open(io.BytesIO(content), formats=["WEBP"]) as copy:
            copy.load()
            if copy.size != (width, max(1, round(upload.height * width / upload.width))):
                return False
    return True


@pytest.mark.parametrize("part", range(10))
def test_every_troublemaker_gets_an_answer(part: int) -> None:
    seed = part if chosen() == "usual" else random.SystemRandom().randrange(2**32)
    accepted = 0
    for name, content in troublemakers.troublemakers(EFFORT.troublemakers // 10, seed=seed):
        said = answer(content)
        if isinstance(said, Upload):
            accepted += 1
            assert is_sound(said), name
        else:
            assert ODD.search(said) is None, (name, said)
            assert 10 < len(said) < 300, (name, said)
    assert 0 < accepted < EFFORT.troublemakers // 10


@pytest.mark.parametrize("kind", KINDS)
def test_what_they_are_made_of_is_sound(kind: str) -> None:
    for variant in range(12):
        said = answer(troublemakers.whole(kind, variant))
        assert isinstance(said, Upload), (variant, said)
        assert is_sound(said)


def test_the_same_seed_makes_the_same_trouble() -> None:
    one, other, another = (list(troublemakers.troublemakers(14, seed=seed)) for seed in (1, 1, 2))
    assert one == other
    assert one != another


@pytest.mark.parametrize("side", [16_384, 65_535])
def test_a_canvas_too_large_is_refused_before_it_is_made(side: int) -> None:
    said = answer(troublemakers.webp_that_declares(side, side))
    assert said == uploads.LIMITS.too_many_pixels("has far more")


def test_of_many_pictures_in_one_only_the_first_counts() -> None:
    frame = b"!\xf9\x04\0\1\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    said = answer(b"GIF89a\1\0\1\0\x80\0\0" + bytes(6) + frame * 50_000 + b";")
    assert isinstance(said, Upload)
    assert (said.width, said.height) == (1, 1)


@pytest.mark.parametrize(
    "start", [b"%PDF-1.7\n", b"PK\3\4", b"<svg>", b"8BPS\0\1", b"%!PS-Adobe-3.0\n", b"II*\0", b"MZ"]
)
def test_what_begins_as_something_else_is_something_else(start: bytes) -> None:
    assert str(answer(start + troublemakers.whole("JPEG", 0))).startswith(NOT_A_PICTURE)
