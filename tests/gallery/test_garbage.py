"""Files that no image names any more are found, and deleted only where that is wanted and nobody wants them again."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from gallery import garbage, uploads
from gallery.models import Image
from gallery.storage import LocalStorage, originals, renditions
from tests.factories import picture_bytes, upload_image

pytestmark = pytest.mark.django_db

BYTES_LOST = b"an upload that died"
NOTHING = "Every file belongs to an image, or may still get one."
LOST = f"ab/{'ab' * 32}"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """Give each test a storage of its own."""
    local = "gallery.storage.LocalStorage"
    rooms = {name: {"BACKEND": local, "OPTIONS": {"location": tmp_path / name}} for name in ("originals", "renditions")}
    settings.STORAGES = {**settings.STORAGES, **rooms}
    return tmp_path


def age(folder: Path, *, hours: float = 25) -> None:
    """Make all files as old as that."""
    for path in folder.rglob("*"):
        moment = timezone.now().timestamp() - hours * 3600
        os.utime(path, (moment, moment))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def lose(*, width: int = 320) -> None:
    """Store an original and a rendition as an upload does that dies before its row."""
    originals().save(f"{LOST}.jpg", ContentFile(BYTES_LOST))
    renditions().save(f"{LOST}-{width}.webp", ContentFile(BYTES_LOST))


def collect(*arguments: str) -> str:
    out = StringIO()
    call_command("collect_garbage", *arguments, stdout=out)
    return out.getvalue().strip()


def test_without_garbage_it_says_so_and_every_file_stays(folder: Path) -> None:
    upload_image(colour="red", size=(700, 50))
    age(folder)
    before = files(folder)
    assert len(before) == 4
    assert collect("--delete") == NOTHING
    assert files(folder) == before


def test_by_default_it_only_counts(folder: Path) -> None:
    lose()
    age(folder)
    assert collect() == (
        "No image names 1 originals and 1 renditions, 38 bytes. Nothing was deleted: repeat with --delete."
    )
    assert len(files(folder)) == 2


def test_with_delete_the_files_of_a_deleted_image_go_and_those_of_others_stay(folder: Path) -> None:
    upload_image(colour="red", size=(700, 50))
    kept = files(folder)
    upload_image(colour="green", size=(700, 50)).delete()
    age(folder)
    assert collect("--delete").startswith("Deleted 1 originals and 3 renditions, ")
    assert files(folder) == kept


def test_the_files_that_a_replacement_left_go(folder: Path) -> None:
    image = upload_image(colour="red")
    old = files(folder)
    upload = uploads.examine(picture_bytes(colour="navy"), "new.png")
    uploads.store_files(upload)
    uploads.describe(image, upload)
    image.save()
    age(folder)
    collect("--delete")
    assert files(folder).isdisjoint(old)
    assert len(files(folder)) == len(old)


def test_a_rendition_of_a_width_that_the_image_does_not_have_goes(folder: Path) -> None:
    image = upload_image(colour="red", size=(700, 50))
    renditions().save(f"{image.content_hash[:2]}/{image.content_hash}-333.webp", ContentFile(b"of another time"))
    age(folder)
    assert collect("--delete").startswith("Deleted 0 originals and 1 renditions, ")


def test_young_files_are_left_to_the_upload_they_may_belong_to(folder: Path) -> None:
    lose()
    age(folder, hours=23.9)
    assert collect("--delete") == NOTHING
    assert collect("--delete", "--grace-hours", "23") == "Deleted 1 originals and 1 renditions, 38 bytes."


def test_what_a_process_left_that_died_while_it_wrote_goes(folder: Path) -> None:
    unfinished = folder / "originals" / f"{LOST[:3]}.{LOST[3:]}.jpg.0123abcd"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"half")
    age(folder)
    assert collect("--delete").startswith("Deleted 1 originals and 0 renditions, ")


@pytest.mark.parametrize("name", ["notes.txt", ".gitkeep", "ab/portrait.jpg", f"{LOST}.jpg.bak", f"x/{LOST}.jpg"])
def test_files_of_other_people_are_left_alone(name: str, folder: Path) -> None:
    (folder / "originals" / name).parent.mkdir(parents=True)
    (folder / "originals" / name).write_bytes(b"not ours")
    age(folder)
    collect("--delete")
    assert files(folder) == {f"originals/{name}"}


def found_now(*, before: datetime) -> list[garbage.Garbage]:
    return list(garbage.find(before=before))


def test_what_is_uploaded_again_while_garbage_is_collected_stays(folder: Path) -> None:
    content = picture_bytes(colour="teal")
    upload = uploads.examine(content, "again.png")
    uploads.store_files(upload)
    age(folder)
    before = timezone.now() - garbage.GRACE
    found = found_now(before=before)
    uploads.store_files(uploads.examine(content, "again.png"))
    assert [garbage.delete(each, before=before) for each in found] == [False] * len(found)
    assert len(files(folder)) == len(found) > 1


def test_what_got_its_row_while_garbage_is_collected_stays(folder: Path) -> None:
    upload = uploads.examine(picture_bytes(colour="teal"), "late.png")
    uploads.store_files(upload)
    age(folder)
    before = timezone.now() - garbage.GRACE
    found = found_now(before=before)
    uploads.add(upload)
    assert not any(garbage.delete(each, before=before) for each in found)


def test_a_file_that_went_meanwhile_is_not_counted(folder: Path) -> None:
    lose()
    age(folder)
    before = timezone.now() - garbage.GRACE
    (one, two) = found_now(before=before)
    assert [garbage.delete(each, before=before) for each in (one, one, two)] == [True, False, True]


def test_a_storage_that_is_no_folder_is_collected_too() -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    with override_settings(STORAGES={"originals": memory, "renditions": memory}):
        lose()
        kept = upload_image(colour="red")
        soon = timezone.now() + timedelta(minutes=1)
        assert not isinstance(originals(), LocalStorage)
        assert [garbage.delete(each, before=soon) for each in found_now(before=soon)] == [True, True]
        assert (originals().exists(kept.original.name), originals().exists(f"{LOST}.jpg")) == (True, False)


def test_a_program_reads_one_object(folder: Path) -> None:
    lose()
    age(folder)
    assert json.loads(collect("--json")) == {"originals": 1, "renditions": 1, "bytes": 38, "deleted": False}


def test_names_are_printed_to_whoever_asks(folder: Path) -> None:
    lose()
    age(folder)
    assert collect("--verbosity", "2").splitlines()[:2] == [f"originals/{LOST}.jpg", f"renditions/{LOST}-320.webp"]


def test_no_grace_is_refused() -> None:
    with pytest.raises(CommandError) as raised:
        collect("--grace-hours", "0")
    assert (str(raised.value), raised.value.returncode) == ("--grace-hours must be at least 1, got 0.", 2)


def test_an_empty_storage_holds_no_garbage() -> None:
    assert Image.objects.count() == 0
    assert collect() == NOTHING
