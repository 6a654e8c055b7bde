"""Pictures from outside are decoded as a run decodes them, in a process of their own, under the gate's limits."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from gallery.gate.exceptions import Refused
from gallery.gate.limits import Limits
from recommender.engine.decoding import decode
from recommender.engine.encoder import Preprocessing
from recommender.outside import decoding
from tests.factories import picture_bytes

LIMITS = Limits()
WANTED = Preprocessing(resize=32, crop=28)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_the_pixels_are_those_that_a_run_sees(kind: str) -> None:
    content = picture_bytes(colour="orange", size=(640, 200), kind=kind)
    seen = decoding.decode(content, LIMITS, WANTED)
    assert np.array_equal(seen[0], decode(io.BytesIO(content), WANTED))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture", "not a picture in an accepted format"),
        (picture_bytes(size=(400, 400), kind="JPEG")[:900], "the picture is damaged or cut off: "),
    ],
    ids=["nothing", "cut"],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}"):
        decoding.decode(content, LIMITS, WANTED)


def test_the_limits_are_the_gate_s() -> None:
    content = picture_bytes(size=(2000, 1000))
    with pytest.raises(Refused, match="a picture may have at most 1 megapixels and 16383 pixels a side"):
        decoding.decode(content, replace(LIMITS, max_pixels=10**6), WANTED)


def test_the_child_knows_neither_django_nor_torch() -> None:
    code = "import sys, recommender.outside.child; print(sorted({'django', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
