"""Real files: what their makers wrote is read, and where the cameras stood is not."""

from __future__ import annotations

import re
from dataclasses import astuple
from pathlib import Path

import pytest
from django.conf import settings

from gallery import uploads
from gallery.metadata import Words
from gallery.uploads import Refused

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads"


def words_of(name: str) -> Words:
    """Return what a sample says of itself, or skip where it is absent; a refused one says nothing."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    try:
        return uploads.examine(path.read_bytes(), path.name).words
    except Refused:
        return Words()


def names(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (SAMPLES / folder).glob("*.jpg")) or [f"{folder}/none.jpg"]


def test_a_photoshop_file_s_words_are_read() -> None:
    told = words_of("exif-xmp/BlueSquare.jpg")
    assert told.title == "Blue Square Test File - .jpg"
    assert told.description.startswith("XMPFiles BlueSquare test file, created in Photoshop CS2")
    assert told.keywords == ("XMP", "Blue Square", "test file", "Photoshop", ".jpg")
    assert told.taken_at
    assert told.taken_at.isoformat() == "2005-09-07T15:07:40-07:00"


def test_a_newspaper_s_picture_without_exif_has_its_title_and_moment() -> None:
    told = words_of("exif-xmp/no_exif.jpg")
    assert (told.title, told.keywords) == ("Der Goalie bin ig", ("tag",))
    assert told.taken_at
    assert told.taken_at.isoformat() == "2013-09-23T10:09:46+02:00"


def test_keywords_in_iptc_are_read() -> None:
    expected = ("HvK", "2006", "summer", "July", "holiday", "Hungary", "Budapest")
    assert words_of("image-rs/images/jpg/iptc.jpg").keywords == expected


@pytest.mark.parametrize("name", names("exif-gps"))
def test_of_a_camera_that_knew_its_place_only_the_moment_is_read(name: str) -> None:
    title, description, keywords, taken_at = astuple(words_of(name))
    assert (title, description, keywords) == ("", "", ())
    assert re.match(r"2008-10-22 1[67]:\d\d:\d\d$", str(taken_at))


@pytest.mark.parametrize("name", names("exif-invalid"))
def test_broken_exif_beside_sound_xmp_leaves_the_moment_of_xmp(name: str) -> None:
    told = words_of(name)
    assert told == Words(taken_at=told.taken_at)
    assert told.taken_at
    assert 2009 <= told.taken_at.year <= 2011
