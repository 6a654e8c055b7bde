"""What is restored is what was backed up, on either database, and nothing is lost that nobody said may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from gallery.backup import folder, manifest, restoring, tables
from gallery.models import Change, Image, Tag
from gallery.versions import catalogue as version
from tests.factories import make_image, upload_image
from tests.gallery.backup.keeping import alter_manifest, everything, files_in, lines_of, make, restore
from tests.recommender.instants import killed_at

pytestmark = pytest.mark.django_db(transaction=True)


def lose_everything(media: Path) -> None:
    """Have an empty catalogue, without files."""
    call_command("flush", interactive=False, verbosity=0)
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.usefixtures("catalogue")
def test_every_row_and_every_file_comes_back(media: Path, backups: Path) -> None:
    before, files = everything(), files_in(media)
    made = make(backups)
    lose_everything(media)
    told = f"Restored {sum(made.manifest.rows.values())} rows and 8 files of {made.backup.name}."
    assert restore(backups) == f"{told} Everybody has to log in anew.\nThe catalogue is whole."
    assert everything() == before
    assert files_in(media) == files


@pytest.mark.usefixtures("catalogue")
def test_people_log_in_as_before_and_new_rows_get_numbers_of_their_own(media: Path, backups: Path) -> None:
    make(backups)
    lose_everything(media)
    restore(backups)
    assert User.objects.get(username="ada").check_password("a long one")
    assert upload_image(colour="pink").pk > max(Image.objects.values_list("pk", flat=True)[1:])
    assert User.objects.create_user("bob").pk > User.objects.get(username="ada").pk


@pytest.mark.usefixtures("catalogue")
def test_pages_count_what_was_restored_and_no_browser_keeps_the_old(media: Path, backups: Path) -> None:
    make(backups)
    make_image(title="Since then")
    before = Client().get("/")
    restore(backups, "--replace")
    after = Client().get("/", headers={"if-none-match": before["ETag"]})
    assert (after.status_code, version().count, Image.objects.count()) == (200, 3, 3)
    assert Change.objects.count() > 0


@pytest.mark.usefixtures("catalogue")
def test_the_newest_of_a_folder_is_taken_or_the_one_that_is_named(backups: Path) -> None:
    first = make(backups)
    Tag.objects.create(name="since then")
    make(backups)
    restore(backups, "--replace")
    assert Tag.objects.count() == 2
    restore(first.backup, "--replace")
    assert Tag.objects.count() == 1


@pytest.mark.usefixtures("catalogue")
def test_a_catalogue_that_is_not_empty_stays_unless_somebody_says_so(backups: Path) -> None:
    make(backups)
    before = everything()
    with pytest.raises(CommandError) as raised:
        restore(backups)
    assert str(raised.value) == (
        "The catalogue is not empty: it has 3 images, 1 tags and 1 logins, and all of it would be replaced. "
        "Make a backup of it, then repeat with --replace."
    )
    assert everything() == before


def test_a_database_with_nothing_but_a_login_is_not_empty(backups: Path) -> None:
    make(backups)
    User.objects.create_user("ada")
    with pytest.raises(CommandError, match="0 images, 0 tags and 1 logins"):
        restore(backups)


@pytest.mark.usefixtures("catalogue")
def test_a_file_that_was_altered_since_comes_back(media: Path, backups: Path) -> None:
    files = files_in(media)
    make(backups)
    for path in media.rglob("*.*"):
        path.write_bytes(b"damaged")
    restore(backups, "--replace")
    assert files_in(media) == files


@pytest.mark.usefixtures("catalogue")
def test_a_dry_run_checks_and_changes_nothing(media: Path, backups: Path) -> None:
    made = make(backups)
    before, files = everything(), files_in(media)
    assert restore(backups, "--dry-run") == (
        f"{sum(made.manifest.rows.values())} rows and 8 files of {made.backup.name} are whole and could be restored. "
        "Nothing was changed."
    )
    assert (everything(), files_in(media)) == (before, files)


def test_a_folder_without_backups_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as raised:
        restore(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path} is neither a backup nor a folder with one; give the folder that backup was given."
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gallery.9999_to_come", "The backup knows migrations that this database has not gone through, such as"),
        ("", "This database has gone through migrations that the backup does not know, such as"),
    ],
)
def test_other_migrations_are_refused(backups: Path, name: str, said: str) -> None:
    made = make(backups)
    known = list(made.manifest.migrations)
    alter_manifest(made.backup, sealed=True, migrations=[*known, name] if name else known[1:])
    with pytest.raises(CommandError, match=f"^{said} {name or known[0]}: "):
        restore(backups, "--replace")


@pytest.mark.usefixtures("catalogue")
def test_while_somebody_is_at_work_nothing_is_restored(backups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(backups)
    monkeypatch.setattr(restoring, "OBSTACLES", [lambda: "", lambda: "A run is at work; wait."])
    with pytest.raises(CommandError) as raised:
        restore(backups, "--replace")
    assert (str(raised.value), raised.value.returncode) == ("A run is at work; wait.", 75)


@pytest.mark.usefixtures("catalogue")
def test_killed_at_any_instant_the_old_rows_are_there_or_the_new(media: Path, backups: Path) -> None:
    new = everything()
    make(backups)
    call_command("clear_catalogue", "--yes", verbosity=0)
    old = everything()
    seen: list[object] = []

    def work() -> object:
        return restoring.restore(backups, replace=True, dry_run=False, progress=lambda what, count: None)

    while killed_at(len(seen) * 9 + 1, work):
        seen.append(everything())
        assert seen[-1] in (old, new)
    assert old in seen
    assert everything() == new


@pytest.mark.usefixtures("catalogue")
def test_killed_between_two_files_the_next_restoration_ends_what_was_begun(
    media: Path, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, put = files_in(media), restoring.put
    make(backups)
    lose_everything(media)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "put", lambda *a, **k: 1 / 0 if files_in(media) else put(*a, **k))
        with pytest.raises(ZeroDivisionError):
            restore(backups)
    assert (Image.objects.count(), len(files_in(media))) == (0, 1)
    restore(backups)
    assert (Image.objects.count(), files_in(media)) == (3, files)


@pytest.mark.usefixtures("catalogue")
def test_rows_that_the_database_refuses_leave_everything_as_it_was(
    backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(backups)
    before, load = everything(), tables.load
    without = {"gallery.tag": 1}
    monkeypatch.setattr(tables, "load", lambda lines: load([line for line in lines if "boats" not in line]) | without)
    with pytest.raises(CommandError, match=r"^The database refuses the backup's rows, and nothing was changed: "):
        restore(backups, "--replace")
    assert everything() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="there is no PostgreSQL to come from and go to")
@pytest.mark.usefixtures("catalogue")
def test_a_backup_goes_from_one_database_to_the_other_and_back(
    tmp_path: Path, backups: Path, run_on_sqlite: Any
) -> None:
    made = make(backups)
    run_on_sqlite("migrate")
    run_on_sqlite("restore", str(backups), "--replace")
    run_on_sqlite("backup", str(tmp_path / "from-sqlite"))
    there = folder.chosen(tmp_path / "from-sqlite")
    assert lines_of(there) == lines_of(made.backup)
    restore(there, "--replace")
    assert lines_of(make(backups).backup) == lines_of(made.backup)
    assert manifest.read(there).files == made.manifest.files
