"""Troublemakers from elsewhere: whatever the bytes, the gate accepts them or says in one sentence why not."""

from __future__ import annotations

import functools
import io
import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image as Picture
from PIL import ImageChops, ImageStat

from gallery import uploads
from gallery.uploads import Refused, Upload

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads"
SOUND = ("pngsuite", "image-rs/images", "image-rs/reference", "exif-gps", "exif-xmp", "exif-invalid", "orientation")
SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
ODD = re.compile(r"\n|crashed|took|Error|0x|/")
SLOW_SECONDS = 60  # on a machine that has other work


def samples(folder: str) -> list[Path]:
    """Return the files of a folder, or skip where it is absent."""
    found = sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())
    if not found:
        pytest.skip(f"{SAMPLES / folder} is not there")
    return found


@functools.cache
def answer(path: Path) -> Upload | str:
    """Return what the gate says of a file."""
    try:
        return uploads.examine(path.read_bytes(), path.name)
    except Refused as refusal:
        return str(refusal)


def widest(upload: Upload | str) -> Picture.Image:
    """Return the largest copy of a picture that pages show."""
    assert isinstance(upload, Upload)
    return Picture.open(io.BytesIO(upload.renditions[max(upload.renditions)]))


def test_every_sample_is_accepted_or_refused_in_one_line_and_soon() -> None:
    for path in samples("."):
        start = time.monotonic()
        said = answer(path)
        if isinstance(said, str):
            assert ODD.search(said) is None, (path, said)
        assert time.monotonic() - start < SLOW_SECONDS, path


@pytest.mark.parametrize("folder", SOUND)
def test_every_sound_picture_of_an_accepted_format_is_accepted(folder: str) -> None:
    sound = [path for path in samples(folder) if path.suffix in SUFFIXES and not path.name.startswith("x")]
    assert {path.name: said for path in sound if isinstance(said := answer(path), str)} == {}


@pytest.mark.parametrize("folder", ["image-rs/bad", "image-rs/images", "image-rs/regression", "image-rs/reference"])
def test_every_picture_of_another_format_is_refused(folder: str) -> None:
    other = [path for path in samples(folder) if path.suffix not in SUFFIXES]
    assert {answer(path) for path in other} <= {"not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"}


def test_of_what_crashed_libpng_only_what_has_all_its_pixels_is_accepted() -> None:
    crashers = [path for path in samples("libpng-crashers") if path.suffix == ".png"]
    accepted = [path.name for path in crashers if isinstance(answer(path), Upload)]
    assert accepted == ["badcrc.png", "huge_IDAT.png"]


def test_every_broken_png_is_refused() -> None:
    broken = [path for path in samples("pngsuite") if path.name.startswith("x")]
    only_a_checksum_is_wrong = ["xcsn0g01.png"]
    assert [path.name for path in broken if isinstance(answer(path), Upload)] == only_a_checksum_is_wrong


@pytest.mark.parametrize("picture", ["Landscape", "Portrait"])
def test_whatever_the_orientation_the_upright_picture_is_the_same(picture: str) -> None:
    turned = [path for path in samples("orientation") if path.name.startswith(picture)]
    uprights = [widest(answer(path)) for path in turned]
    assert (len(uprights), len({one.size for one in uprights})) == (9, 1)
    small = [one.convert("L").resize((16, 16), Picture.Resampling.BOX) for one in uprights]
    assert max(ImageStat.Stat(ImageChops.difference(small[0], one)).mean[0] for one in small) < 6
