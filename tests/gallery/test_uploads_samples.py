"""Troublemakers from elsewhere: whatever the bytes, the gate accepts them or says in one sentence why not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image as Picture
from PIL import ImageChops, ImageStat

from gallery import uploads
from gallery.uploads import Refused, Upload

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads"
FOLDERS = ("pngsuite", "image-rs", "libpng-crashers", "exif-gps", "exif-xmp", "exif-invalid", "orientation")
SLOW_SECONDS = 60  # on a machine that has other work


def samples(folder: str) -> list[Path]:
    """Return the files of a folder, or skip where it is absent."""
    found = sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())
    if not found:
        pytest.skip(f"{SAMPLES / folder} is not there")
    return found


def answer(path: Path) -> Upload | str:
    try:
        return uploads.examine(path.read_bytes(), path.name)
    except Refused as refusal:
        return str(refusal)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sample_is_accepted_or_refused_in_one_line_and_soon(folder: str) -> None:
    for path in samples(folder):
        start = time.monotonic()
        said = answer(path)
        assert isinstance(said, Upload) or "\n" not in said, path
        assert time.monotonic() - start < SLOW_SECONDS, path


def test_every_sound_png_is_accepted() -> None:
    sound = [path for path in samples("pngsuite") if path.suffix == ".png" and not path.name.startswith("x")]
    assert {path.name: said for path in sound if isinstance(said := answer(path), str)} == {}


def test_every_broken_png_is_refused() -> None:
    broken = [path for path in samples("pngsuite") if path.name.startswith("x")]
    only_a_checksum_is_wrong = ["xcsn0g01.png"]
    assert [path.name for path in broken if isinstance(answer(path), Upload)] == only_a_checksum_is_wrong


@pytest.mark.parametrize("picture", ["Landscape", "Portrait"])
def test_whatever_the_orientation_the_upright_picture_is_the_same(picture: str) -> None:
    turned = [path for path in samples("orientation") if path.name.startswith(picture)]
    uprights = [uploads.examine(path.read_bytes(), path.name).picture for path in turned]
    assert (len(uprights), len({one.size for one in uprights})) == (9, 1)
    small = [one.convert("L").resize((16, 16), Picture.Resampling.BOX) for one in uprights]
    assert max(ImageStat.Stat(ImageChops.difference(small[0], one)).mean[0] for one in small) < 6
