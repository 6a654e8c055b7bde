"""A backup holds every row and every file, is whole or not there, and copies nothing twice."""

from __future__ import annotations

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from django.utils.connection import ConnectionDoesNotExist

from gallery.api.models import Allowance
from gallery.backup import files, folder, manifest, tables
from gallery.backup.files import Named
from gallery.backup.manifest import Entry
from gallery.models import Image
from gallery.snapshot import snapshot
from tests.factories import make_image, upload_image
from tests.gallery.backup.keeping import files_in, lines_of, make

pytestmark = pytest.mark.django_db(transaction=True)


def backup(*arguments: str) -> str:
    out = StringIO()
    call_command("backup", *arguments, stdout=out)
    return out.getvalue().strip()


@pytest.mark.usefixtures("catalogue")
def test_every_file_of_the_storages_is_in_it_byte_by_byte(media: Path, backups: Path) -> None:
    make(backups)
    assert files_in(backups / folder.FILES) == files_in(media) != {}


@pytest.mark.usefixtures("catalogue")
def test_the_manifest_counts_the_rows_and_knows_every_file(backups: Path) -> None:
    made = make(backups)
    said = manifest.read(made.backup)
    assert said == made.manifest
    assert (said.rows["gallery.image"], said.rows["gallery.image_tags"], said.rows["auth.user"]) == (3, 1, 1)
    assert set(said.files) == set(files_in(backups / folder.FILES))
    assert all(manifest.entry_of(backups / folder.FILES / path) == entry for path, entry in said.files.items())


@pytest.mark.usefixtures("catalogue")
def test_nobody_but_its_owner_may_read_it(backups: Path) -> None:
    make(backups)
    paths = [backups, *backups.rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths if path.name != ".lock"}
    assert modes == {(True, 0o700), (False, 0o600)}


@pytest.mark.usefixtures("catalogue")
def test_who_is_logged_in_and_who_asked_lately_is_not_in_it(backups: Path) -> None:
    Session.objects.create(session_key="opens-the-desk", session_data="x", expire_date=timezone.now())
    Allowance.objects.create(caller="asked-lately", full_at=1)
    AccessLog.objects.create(username="knocked", ip_address="192.0.2.7")
    told = "".join(lines_of(make(backups).backup))
    secrets = ("opens-the-desk", "asked-lately", "knocked", "192.0.2.7")
    assert ([secret in told for secret in secrets], "ada" in told) == ([False] * 4, True)


@pytest.mark.usefixtures("catalogue")
def test_a_file_that_an_earlier_backup_has_is_neither_read_nor_copied(
    backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(backups)
    late = upload_image(colour="pink")
    opened: list[str] = []
    copy = files.copy

    def told(file: Named, target: Path) -> Entry:
        opened.append(file.name)
        return copy(file, target)

    monkeypatch.setattr(files, "copy", told)
    second = make(backups)
    assert (first.copied, second.copied) == (8, 2)
    assert all(name.startswith(f"{late.content_hash[:2]}/{late.content_hash}") for name in opened)


@pytest.mark.usefixtures("catalogue")
def test_a_file_that_the_backup_has_lost_is_copied_again(backups: Path) -> None:
    made = make(backups)
    path = next(iter(made.manifest.files))
    (backups / folder.FILES / path).write_bytes(b"cut")
    assert make(backups).copied == 1
    assert manifest.entry_of(backups / folder.FILES / path) == made.manifest.files[path]


@pytest.mark.usefixtures("catalogue")
def test_what_is_written_meanwhile_is_not_in_it(backups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_table = tables.write_table

    def late(*arguments: Any, **options: Any) -> int:
        Image.objects.filter(title="École").update(title="Changed")
        make_image(title="Too late")
        return write_table(*arguments, **options)

    monkeypatch.setattr(tables, "write_table", late)
    told = "".join(lines_of(make(backups).backup))
    assert ("Too late" in told, "Changed" in told, json.dumps("École") in told) == (False, False, True)


@pytest.mark.usefixtures("catalogue")
def test_an_image_that_goes_meanwhile_is_in_it_with_its_files(backups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = files.keep

    def late(*arguments: Any) -> Any:
        Image.objects.filter(title="École").delete()
        return keep(*arguments)

    monkeypatch.setattr(files, "keep", late)
    made = make(backups)
    assert (made.manifest.rows["gallery.image"], made.manifest.lost, Image.objects.count()) == (3, {}, 2)


def test_a_file_that_is_missing_is_named_and_the_rest_is_backed_up(
    catalogue: list[Image], media: Path, backups: Path
) -> None:
    (media / "originals" / catalogue[0].original.name).unlink()
    path = f"originals/{catalogue[0].original.name}"
    out = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("backup", str(backups), stdout=out)
    assert str(raised.value) == (
        "The backup lacks files that the storage does not have; see manage.py check_catalogue."
    )
    assert f"lost: {path}: it is missing in the storage" in out.getvalue()
    assert len(manifest.read(folder.chosen(backups)).files) == 7


def test_an_original_with_other_bytes_is_named_and_not_taken_for_it(
    catalogue: list[Image], media: Path, backups: Path
) -> None:
    path = media / "originals" / catalogue[0].original.name
    path.write_bytes(b"x" * path.stat().st_size)
    made = make(backups)
    assert list(made.manifest.lost.values()) == ["it is not the file that was uploaded"]
    assert not (backups / folder.FILES / "originals" / catalogue[0].original.name).exists()


@pytest.mark.usefixtures("catalogue")
def test_one_that_fails_leaves_the_earlier_ones_and_nothing_half(
    backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(backups)

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest, "write", full)
    with pytest.raises(CommandError) as raised:
        backup(str(backups))
    assert str(raised.value) == "No backup was made: no space left on device. What was copied serves the next."
    assert {path.name for path in backups.iterdir()} == {".lock", folder.FILES, made.backup.name}


@pytest.mark.usefixtures("catalogue")
def test_what_a_killed_one_left_goes_with_the_next(backups: Path) -> None:
    (backups / ".unfinished-2026-01-01T00-00-00.000Z").mkdir(parents=True)
    made = make(backups)
    assert {path.name for path in backups.iterdir()} == {".lock", folder.FILES, made.backup.name}


def test_a_second_one_at_the_same_time_is_refused_with_75(backups: Path) -> None:
    with folder.locked(backups), pytest.raises(CommandError) as raised:
        backup(str(backups))
    assert str(raised.value) == f"Another backup is being written to {backups}; wait for it to end."
    assert raised.value.returncode == 75


def test_only_the_newest_are_kept_with_their_files(catalogue: list[Image], backups: Path) -> None:
    make(backups)
    catalogue[0].delete()
    second, third = make(backups), make(backups, keep=2)
    assert (folder.backups_in(backups), third.removed) == ([second.backup, third.backup], 1)
    assert set(files_in(backups / folder.FILES)) == set(third.manifest.files)


def test_no_file_goes_while_a_backup_that_stays_cannot_be_read(catalogue: list[Image], backups: Path) -> None:
    make(backups)
    before = files_in(backups / folder.FILES)
    catalogue[0].delete()
    (make(backups).backup / folder.MANIFEST).write_text("{")
    make(backups, keep=2)
    assert files_in(backups / folder.FILES) == before


def test_to_keep_none_is_refused(backups: Path) -> None:
    with pytest.raises(CommandError) as raised:
        backup(str(backups), "--keep", "0")
    assert (str(raised.value), raised.value.returncode) == ("--keep must be at least 1, got 0.", 2)


@pytest.mark.usefixtures("catalogue")
def test_a_person_reads_how_much_it_holds(backups: Path) -> None:
    told = backup(str(backups))
    (made,) = folder.backups_in(backups)
    rows, size = sum(manifest.read(made).rows.values()), manifest.read(made).byte_size
    assert told.startswith(f"{made} holds {rows} rows and 8 files, ")
    assert told.endswith("KB; 8 of the files were copied now.")
    assert size > 1024


@pytest.mark.usefixtures("catalogue")
def test_a_program_reads_one_object(backups: Path) -> None:
    told = json.loads(backup(str(backups), "--json"))
    assert set(told) == {"backup", "rows", "files", "copied", "bytes", "lost", "removed"}
    assert (told["files"], told["copied"], told["lost"], told["removed"]) == (8, 8, [], 0)


def test_a_snapshot_goes_without_a_trace() -> None:
    with snapshot() as alias:
        make_image()
        assert (Image.objects.using(alias).count(), Image.objects.count()) == (0, 1)
    with pytest.raises(ConnectionDoesNotExist):
        connections[alias]
