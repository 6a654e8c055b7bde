"""Words from EXIF: what people wrote, not what every camera does."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import ExifTags

from gallery.metadata import Words
from tests.factories import picture_bytes
from tests.gallery.metadata.making import Base, description, exif, iptc, title, with_iptc, words_in, words_of, xmp

KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]


def windows(text: str) -> bytes:
    return f"{text}\0".encode("utf-16-le")


@pytest.mark.parametrize("kind", KINDS)
def test_what_windows_lets_people_write_is_read(kind: str) -> None:
    told = exif(XPTitle=windows("Größe"), XPComment=windows("Boats"), XPKeywords=windows("sea;boats at dawn"))
    assert words_of(kind=kind, exif=told) == Words(
        title="Größe", description="Boats", keywords=("sea", "boats at dawn")
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_description_is_read_in_letters_of_its_own(kind: str) -> None:
    assert words_of(kind=kind, exif=exif(ImageDescription="Größe".encode())).description == "Größe"


@pytest.mark.parametrize("noise", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "Exif_JPEG_PICTURE", "dav_vivid"])
def test_what_a_camera_writes_into_every_file_is_no_description(noise: str) -> None:
    assert words_of(exif=exif(ImageDescription=noise)) == Words()
    assert words_of(exif=exif(ImageDescription=noise, XPComment=windows("Boats"))).description == "Boats"


def test_a_description_that_repeats_the_title_is_none() -> None:
    told = exif(ImageDescription="Harbour", XPTitle=windows("Harbour"))
    assert words_of(exif=told) == Words(title="Harbour")


@pytest.mark.parametrize(
    ("offset", "meant"),
    [("", "2024-07-01T12:00:00"), ("+02:00", "2024-07-01T12:00:00+02:00"), ("   :  ", "2024-07-01T12:00:00")],
)
def test_the_camera_s_moment_has_the_offset_that_it_names(offset: str, meant: str) -> None:
    own: dict[int, Any] = {Base.DateTimeOriginal: "2024:07:01 12:00:00", Base.OffsetTimeOriginal: offset}
    taken = words_of(exif=exif(own)).taken_at
    assert taken
    assert taken.isoformat() == meant


def test_xmp_goes_before_iptc_and_iptc_before_exif() -> None:
    told = exif(XPTitle=windows("Exif"), ImageDescription="From EXIF", XPKeywords=windows("exif"))
    jpeg = picture_bytes(kind="JPEG", exif=told, xmp=xmp(description("From XMP")))
    both = with_iptc(jpeg, iptc((5, b"Iptc"), (120, b"From IPTC")))
    assert words_in(both) == Words(title="Iptc", description="From XMP", keywords=("exif",))
    assert words_of(exif=told, xmp=xmp(title("Xmp"))).title == "Xmp"


@pytest.mark.parametrize("cut", range(8, 120, 7))
def test_broken_exif_does_no_harm(cut: int) -> None:
    told = exif({Base.DateTimeOriginal: "2024:07:01 12:00:00"}, ImageDescription="Harbour", XPTitle=windows("Boat"))
    assert isinstance(words_of(exif=told.tobytes()[:cut]), Words)


def test_where_the_camera_stood_is_not_read() -> None:
    told = exif(Make="Kindred")
    told.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 12.0, 30.0), 28: b"ASCII\0\0\0Vienna"})
    assert words_of(exif=told) == Words()
