"""Every row has its files and every file its row, or somebody is told which not, and what mends it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from gallery import garbage
from gallery.models import Image
from gallery.soundness import files
from gallery.soundness.findings import Finding, Look
from gallery.storage import StorageFailed, originals, renditions
from tests.factories import make_image, upload_image

pytestmark = pytest.mark.django_db

LOST = f"ab/{'ab' * 32}"
MEND = "bring it back with manage.py restore, or replace the file at the desk by the picture itself."


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """Give each test storages of its own."""
    local = "gallery.storage.LocalStorage"
    rooms = {name: {"BACKEND": local, "OPTIONS": {"location": tmp_path / name}} for name in ("originals", "renditions")}
    settings.STORAGES = {**settings.STORAGES, **rooms}
    return tmp_path


@pytest.fixture
def image() -> Image:
    """An image with an original and three renditions, beside another one."""
    upload_image(colour="navy")
    return upload_image(colour="red", size=(700, 50), title="Boat")


def look(*, fast: bool = False) -> list[Finding]:
    return list(files.check(Look(fast=fast, using="default")))


def sentences(*, fast: bool = False) -> list[str]:
    return [finding.sentence for finding in look(fast=fast)]


def original_of(image: Image) -> Path:
    return Path(originals().path(str(image.original.name)))


def rendition_of(image: Image, width: int) -> Path:
    return Path(renditions().path(f"{image.content_hash[:2]}/{image.content_hash}-{width}.webp"))


def age(folder: Path) -> None:
    """Make all files older than the grace that uploads have."""
    moment = (timezone.now() - garbage.GRACE - timedelta(hours=1)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))


@pytest.mark.usefixtures("image")
@pytest.mark.parametrize("fast", [True, False])
def test_nothing_is_wrong_with_whole_files(media: Path, *, fast: bool) -> None:
    age(media)
    assert look(fast=fast) == []


@pytest.mark.parametrize("fast", [True, False])
def test_a_missing_original_is_named(image: Image, *, fast: bool) -> None:
    original_of(image).unlink()
    said = f"The original of #{image.pk} “Boat” {image.original.name} is missing; {MEND}"
    assert look(fast=fast) == [Finding(kind="original missing", image=image.pk, sentence=said)]


def test_a_missing_rendition_is_named(image: Image) -> None:
    path = rendition_of(image, 320)
    path.unlink()
    said = f"The rendition of #{image.pk} “Boat” {path.parent.name}/{path.name} is missing; {MEND}"
    assert look(fast=True) == [Finding(kind="rendition missing", image=image.pk, sentence=said)]


def test_an_original_of_another_length_is_found_without_opening_it(image: Image) -> None:
    original_of(image).write_bytes(b"cut")
    got = f"must have {image.byte_size:,} bytes, got 3"
    assert sentences(fast=True) == [f"The original of #{image.pk} “Boat” {image.original.name} {got}; {MEND}"]


def test_an_original_with_other_bytes_is_found_by_its_hash(image: Image) -> None:
    path = original_of(image)
    path.write_bytes(b"x" * path.stat().st_size)
    (found,) = look()
    assert (found.kind, found.image) == ("original altered", image.pk)
    assert found.sentence.endswith(f" is not the file that was uploaded; {MEND}")
    assert look(fast=True) == []


@pytest.mark.parametrize("whole", [30, -20], ids=["scribbled over", "cut"])
def test_a_rendition_that_is_damaged_is_found(image: Image, whole: int) -> None:
    path = rendition_of(image, 320)
    content = path.read_bytes()
    path.write_bytes(content[:whole] + b"\xff" * (len(content) - whole if whole > 0 else 0))
    assert [finding.sentence.partition(".webp ")[2] for finding in look()] == [f"is not a whole picture; {MEND}"]


def test_a_rendition_of_another_width_is_found(image: Image) -> None:
    rendition_of(image, 320).write_bytes(rendition_of(image, 640).read_bytes())
    assert [finding.sentence.partition(".webp ")[2] for finding in look()] == [
        f"must be 320 pixels wide, got 640; {MEND}"
    ]


@pytest.mark.usefixtures("image")
def test_an_old_file_without_a_row_is_named(media: Path) -> None:
    originals().save(f"{LOST}.jpg", ContentFile(b"lost"))
    assert look() == []  # an upload may have stored it just now
    age(media)
    said = f"No image names originals/{LOST}.jpg; run manage.py collect_garbage --delete."
    assert look() == [Finding(kind="stray file", sentence=said)]


def test_the_files_of_a_row_that_was_deleted_are_named(image: Image, media: Path) -> None:
    age(media)
    image.delete()
    assert [finding.kind for finding in look(fast=True)] == ["stray file"] * 4


@pytest.mark.parametrize("name", ["notes.txt", "ab/notes.txt", "ab/cd/notes.txt"])
def test_a_file_that_is_not_the_catalogue_s_is_named(name: str) -> None:
    renditions().save(name, ContentFile(b"not ours"))
    said = f"renditions/{name} is not the catalogue's, and no command touches it; move it elsewhere."
    assert look() == [Finding(kind="strange file", sentence=said)]


def test_a_row_that_names_another_content_s_file_is_named(image: Image) -> None:
    other = Image.objects.exclude(pk=image.pk).get()
    Image.objects.filter(pk=image.pk).update(original=other.original.name)
    assert [finding.kind for finding in look(fast=True)] == ["original misnamed"]


def test_rows_without_any_folder_in_storage_are_found() -> None:
    image = make_image(content_hash="7f" * 32, original=f"7f/{'7f' * 32}.png", width=320)
    assert [(each.kind, each.image) for each in look()] == [
        ("original missing", image.pk),
        ("rendition missing", image.pk),
    ]


def test_what_goes_while_we_look_is_no_fault(image: Image, monkeypatch: pytest.MonkeyPatch) -> None:
    original_of(image).unlink()
    listed = garbage.listed
    monkeypatch.setattr(garbage, "listed", lambda room: [*listed(room), image.delete()][:-1] if image.pk else [])
    assert [finding.kind for finding in look() if finding.image] == []


def test_what_comes_while_we_look_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "listed", lambda room: [])
    upload_image(colour="red")
    assert look() == []


@pytest.mark.usefixtures("image")
def test_a_storage_that_fails_is_named_and_the_other_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = garbage.listed

    def fail(room: Any) -> Any:
        if room == originals():
            raise StorageFailed("it cannot be reached")
        return listed(room)

    monkeypatch.setattr(garbage, "listed", fail)
    said = "The storage of the originals failed: it cannot be reached; look again once it is in reach."
    assert look() == [Finding(kind="storage failed", sentence=said)]
