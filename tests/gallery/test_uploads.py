"""The gate: what it takes, and what it says of it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from PIL import ExifTags
from PIL import Image as Picture

from gallery import uploads
from gallery.storage import originals, renditions
from tests.factories import picture_bytes, upload_image


def file_of(picture: Picture.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_five_formats_are_accepted(kind: str) -> None:
    upload = uploads.examine(picture_bytes(kind=kind, size=(64, 48)), "picture.dat")
    assert (upload.format, upload.width, upload.height) == (kind, 64, 48)


def test_a_phone_s_jpeg_of_two_pictures_is_its_first() -> None:
    first, second = Picture.new("RGB", (64, 48), "red"), Picture.new("RGB", (64, 48), "blue")
    upload = uploads.examine(file_of(first, "MPO", save_all=True, append_images=[second]), "phone.jpg")
    uploads.store_files(upload)
    assert (upload.format, upload.dominant_colour) == ("JPEG", "#fe0000")
    assert originals().exists(uploads.original_name_in_storage(upload))


def test_the_dominant_colour_is_the_one_most_of_the_picture_has() -> None:
    picture = Picture.new("RGB", (64, 48), "navy")
    picture.paste("gold", (0, 0, 20, 48))
    assert uploads.examine(file_of(picture, "PNG"), "picture").dominant_colour == "#000080"


def test_what_is_transparent_counts_as_white() -> None:
    clear = Picture.new("RGBA", (64, 48), (0, 0, 0, 0))
    assert uploads.examine(file_of(clear, "PNG"), "picture").dominant_colour == "#ffffff"


def exif_of(moment: str) -> Picture.Exif:
    exif = Picture.Exif()
    exif[ExifTags.Base.Make] = "Kindred"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment
    return exif


def taken(moment: str, *, kind: str = "JPEG") -> datetime | None:
    return uploads.examine(picture_bytes(kind=kind, exif=exif_of(moment)), "picture").taken_at


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_camera_s_moment_is_in_the_site_s_time_zone(kind: str) -> None:
    with timezone.override("Europe/Berlin"):
        assert taken("2024:07:01 12:00:00", kind=kind) == datetime(2024, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "0000:00:00 00:00:00", "yesterday", "2024:07:01", "2024:13:01 12:00:00"])
def test_a_moment_no_clock_shows_is_left_out(moment: str) -> None:
    assert taken(moment) is None


@pytest.mark.django_db
def test_a_moment_before_time_began_can_be_stored() -> None:
    with timezone.override("Asia/Tokyo"):
        assert upload_image(kind="JPEG", exif=exif_of("0001:01:01 00:00:00")).taken_at is None


@pytest.mark.django_db
def test_the_original_is_kept_byte_for_byte_under_a_name_from_its_content() -> None:
    content = picture_bytes(colour="plum", kind="JPEG", comment=b"kept here")
    image = upload_image(colour="plum", kind="JPEG", comment=b"kept here", name="my/own name.jpeg")
    assert image.original.name == f"{image.content_hash[:2]}/{image.content_hash}.jpg"
    with originals().open(image.original.name) as file:
        assert file.read() == content


@pytest.mark.django_db
def test_the_row_says_what_the_file_is() -> None:
    image = upload_image(colour="plum", size=(70, 40), kind="WEBP", name="Red_boat.webp")
    image.refresh_from_db()
    assert (image.title, image.original_name, image.format) == ("Red boat", "Red_boat.webp", "WEBP")
    assert (image.width, image.height) == (70, 40)
    assert (image.byte_size, len(image.content_hash)) == (image.original.size, 64)


@pytest.mark.django_db
@pytest.mark.parametrize("width", [200, 320, 1000, 3000])
def test_every_rendition_a_page_links_is_stored(width: int) -> None:
    image = upload_image(size=(width, 3))
    offers = [offer.split() for offer in image.srcset.split(", ")]
    assert max(int(described.removesuffix("w")) for _, described in offers) <= width
    for address, described in offers:
        with renditions().open(address.removeprefix("/media/renditions/")) as file, Picture.open(file) as picture:
            assert f"{picture.width}w" == described


@pytest.mark.django_db
def test_words_too_long_for_their_column_are_cut() -> None:
    upload = uploads.examine(picture_bytes(), "picture.png")
    image = uploads.add(upload, title="t" * 999, alt_text="a" * 999, description="d" * 9999, tags=["w" * 99])
    image.refresh_from_db()
    assert [len(text) for text in (image.title, image.alt_text, image.description)] == [200, 400, 4000]
    assert [tag.name for tag in image.tags.all()] == ["w" * 64]
