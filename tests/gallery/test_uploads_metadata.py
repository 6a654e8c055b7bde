"""What a camera or a person wrote into a file never reaches visitors."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from PIL import ExifTags, ImageCms, PngImagePlugin
from PIL import Image as Picture

from gallery import uploads
from gallery.models import Image
from tests.factories import picture_bytes, upload_image

pytestmark = pytest.mark.django_db

MARKER = "KINDRED-MARKER"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MARKER}</x:xmpmeta>'.encode()


MARKS = (MARKER.encode(), MARKER[:13].encode("utf-16-be"), b"EXIF", b"Exif", b"XMP ", b"ICCP", b"acsp", b"xmpmeta")


def exif() -> Picture.Exif:
    exif = Picture.Exif()
    exif[ExifTags.Base.ImageDescription] = MARKER
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSAreaInformation] = MARKER.encode()
    place[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 7.25)
    return exif


def profile() -> bytes:
    """Return a profile whose description is the marker, in the two bytes a letter that profiles have."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    description = "sRGB built-in".encode("utf-16-be")
    assert description in plain
    return plain.replace(description, MARKER[:13].encode("utf-16-be"))


def iptc() -> bytes:
    """Return a JPEG's segment of the words that agencies write."""
    record = b"\x1c\x02\x78" + len(MARKER).to_bytes(2, "big") + MARKER.encode()
    block = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(record).to_bytes(4, "big") + record
    return b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block


def text() -> PngImagePlugin.PngInfo:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", MARKER)
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return chunks


def served(image: Image, media_root: Path) -> list[bytes]:
    """Return every file that visitors can open, after a look that the original has what they must not get."""
    assert MARKER.encode() in Path(image.original.path).read_bytes()
    return [path.read_bytes() for path in (media_root / "renditions").rglob(f"{image.content_hash}-*")]


def through_the_gate(content: bytes) -> Image:
    upload = uploads.examine(content, "picture")
    uploads.store_files(upload)
    return uploads.add(upload)


def has_only_pixels(content: bytes) -> bool:
    return not any(mark in content for mark in MARKS)


@pytest.mark.parametrize("width", [200, 900])
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_no_rendition_carries_a_camera_s_words(kind: str, width: int, media_root: Path) -> None:
    image = upload_image(size=(width, 40), kind=kind, exif=exif(), xmp=XMP, icc_profile=profile())
    renditions = served(image, media_root)
    assert len(renditions) == len(image.srcset.split(", "))
    assert all(map(has_only_pixels, renditions))


def test_no_rendition_carries_a_jpeg_s_comment(media_root: Path) -> None:
    image = upload_image(size=(900, 40), kind="JPEG", comment=MARKER.encode(), exif=exif(), xmp=XMP)
    assert [has_only_pixels(content) for content in served(image, media_root)] == [True, True, True]


def test_no_rendition_carries_a_png_s_texts(media_root: Path) -> None:
    image = upload_image(size=(900, 40), pnginfo=text(), exif=exif())
    assert [has_only_pixels(content) for content in served(image, media_root)] == [True, True, True]


def test_no_rendition_carries_a_gif_s_comment(media_root: Path) -> None:
    image = upload_image(size=(900, 40), kind="GIF", comment=MARKER.encode())
    assert [has_only_pixels(content) for content in served(image, media_root)] == [True, True, True]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_no_rendition_carries_what_was_hung_behind_a_picture(kind: str, media_root: Path) -> None:
    image = through_the_gate(picture_bytes(size=(900, 40), kind=kind) + MARKER.encode())
    assert [has_only_pixels(content) for content in served(image, media_root)] == [True, True, True]


def test_no_rendition_carries_an_agency_s_words(media_root: Path) -> None:
    plain = picture_bytes(size=(900, 40), kind="JPEG")
    image = through_the_gate(plain[:2] + iptc() + plain[2:])
    assert [has_only_pixels(content) for content in served(image, media_root)] == [True, True, True]


def test_no_page_says_where_a_picture_was_taken_or_what_only_the_camera_knows(client: Client) -> None:
    told = exif()
    del told[ExifTags.Base.ImageDescription]  # a description becomes the picture's own, for the curator to check
    image = upload_image(name="boat.jpg", size=(900, 40), kind="JPEG", exif=told, xmp=XMP, comment=MARKER.encode())
    for address in ("/", image.get_absolute_url()):
        page = client.get(address).content
        assert b"Boat" in page
        assert has_only_pixels(page)
