"""import_images takes a file's own words where nobody gave others, and names what looks almost the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gallery.models import Image
from tests.gallery.metadata.making import wordy_jpeg
from tests.gallery.pictures import boat, saved
from tests.gallery.test_import_images_command import captions, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A file of many words, in a folder of its own."""
    path = tmp_path / "pictures" / "boat.png"
    path.parent.mkdir()
    path.write_bytes(wordy_jpeg())
    return path


def words() -> tuple[str, str, list[str]]:
    image = Image.objects.get()
    return image.title, image.description, [tag.name for tag in image.tags.all()]


def test_a_file_s_own_title_goes_before_its_name(harbour: Path) -> None:
    run(harbour)
    assert words() == ("Harbour", "Boats at dawn", ["boats", "sea"])


def test_a_captions_file_goes_before_the_file_s_own_words(tmp_path: Path, harbour: Path) -> None:
    run(harbour, captions=captions(tmp_path, caption="My boat", description="Mine", tags=["harbours"]))
    assert words() == ("My boat", "Mine", ["harbours"])


def test_what_a_captions_file_leaves_out_the_file_says(tmp_path: Path, harbour: Path) -> None:
    run(harbour, captions=captions(tmp_path, caption="My boat"))
    assert words() == ("My boat", "Boats at dawn", ["boats", "sea"])


def test_folders_are_tags_beside_the_file_s_own(harbour: Path) -> None:
    run(harbour, tags_from_folders=True)
    assert words()[2] == ["boats", "pictures", "sea"]


def test_the_file_s_words_can_be_left_where_they_are(harbour: Path) -> None:
    run(harbour, no_metadata=True)
    assert words() == ("Boat", "", [])


def test_what_looks_almost_like_an_earlier_image_is_named(tmp_path: Path) -> None:
    for name, kind in (("a.png", "PNG"), ("b.jpg", "JPEG")):
        (tmp_path / name).write_bytes(saved(boat(), kind))
    printed, _ = run(tmp_path)
    first, second = Image.objects.order_by("pk")
    assert printed.splitlines() == [
        f"b.jpg: #{second.pk} looks almost like #{first.pk}, “A”",
        "2 imported, 0 already in the catalogue, 0 refused.",
    ]


def test_programs_are_told_every_image_that_a_file_looks_like(tmp_path: Path) -> None:
    for name, kind in (("a.png", "PNG"), ("b.jpg", "JPEG"), ("c.webp", "WEBP")):
        (tmp_path / name).write_bytes(saved(boat(), kind))
    report = json.loads(run(tmp_path, json=True)[0])
    numbers = {image.original_name: image.pk for image in Image.objects.all()}
    pairs = {(entry["name"], entry["image"]) for entry in report["looks_like"]}
    assert pairs == {("b.jpg", numbers["a.png"]), ("c.webp", numbers["a.png"]), ("c.webp", numbers["b.jpg"])}
