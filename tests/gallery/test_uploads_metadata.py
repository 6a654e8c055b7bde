"""What a camera or a person wrote into a file never reaches visitors."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import ExifTags, ImageCms, PngImagePlugin
from PIL import Image as Picture

from gallery.models import Image
from tests.factories import upload_image

pytestmark = pytest.mark.django_db

MARKER = "KINDRED-MARKER"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{MARKER}</x:xmpmeta>'.encode()


def exif() -> Picture.Exif:
    exif = Picture.Exif()
    exif[ExifTags.Base.ImageDescription] = MARKER
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = MARKER.encode()
    return exif


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def text() -> PngImagePlugin.PngInfo:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Comment", MARKER)
    chunks.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return chunks


def served(image: Image, media_root: Path) -> list[bytes]:
    """Return every file that visitors can open, after a look that the original has what they must not get."""
    assert MARKER.encode() in Path(image.original.path).read_bytes()
    return [path.read_bytes() for path in (media_root / "renditions").rglob(f"{image.content_hash}-*")]


def has_only_pixels(content: bytes) -> bool:
    return not any(
        mark in content for mark in (MARKER.encode(), b"EXIF", b"Exif", b"XMP ", b"ICCP", b"acsp", b"xmpmeta")
    )


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
