"""A damaged backup is found out before anything changes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import transaction

from gallery.backup import folder, tables
from gallery.backup.exceptions import InvalidBackup
from gallery.backup.making import Made
from gallery.models import Tag
from tests.gallery.backup.keeping import alter_manifest, everything, files_in, make, restore

pytestmark = pytest.mark.django_db(transaction=True)

AND = ". Nothing was changed; take another backup or a copy of this one."


def a_file(made: Made) -> Path:
    """Return the first of a backup's files."""
    return folder.files_of(made.backup) / next(iter(made.manifest.files))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def alter(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def lose_a_file(made: Made) -> str:
    a_file(made).unlink()
    return f"{next(iter(made.manifest.files))} is missing"


def cut_a_file(made: Made) -> str:
    path, entry = next(iter(made.manifest.files.items()))
    cut(a_file(made))
    return f"{path} must have {entry.byte_size:,} bytes, got {entry.byte_size - 1:,}"


def alter_a_file(made: Made) -> str:
    alter(a_file(made))
    return f"{next(iter(made.manifest.files))} was altered"


def lose_the_database(made: Made) -> str:
    (made.backup / folder.DATABASE).unlink()
    return "database.jsonl.gz is missing"


def cut_the_database(made: Made) -> str:
    size = made.manifest.database.byte_size
    cut(made.backup / folder.DATABASE)
    return f"database.jsonl.gz must have {size:,} bytes, got {size - 1:,}"


def alter_the_database(made: Made) -> str:
    alter(made.backup / folder.DATABASE)
    return "database.jsonl.gz was altered"


def cut_the_manifest(made: Made) -> str:
    cut(made.backup / folder.MANIFEST)
    return "manifest.json is cut off or no manifest"


def forget_a_file(made: Made) -> str:
    alter_manifest(made.backup, sealed=False, files={})
    return "manifest.json was altered: it does not have the hash that it names"


def come_from_the_future(made: Made) -> str:
    alter_manifest(made.backup, sealed=True, format=2)
    return "manifest.json must have format 1, got 2"


def claim_more_rows(made: Made) -> str:
    alter_manifest(made.backup, sealed=True, rows={**made.manifest.rows, "gallery.tag": 7})
    return "database.jsonl.gz has other rows than manifest.json counts"


DAMAGES = [
    lose_a_file,
    cut_a_file,
    alter_a_file,
    lose_the_database,
    cut_the_database,
    alter_the_database,
    cut_the_manifest,
    forget_a_file,
    come_from_the_future,
    claim_more_rows,
]


def refusal_of(path: Path) -> str:
    """Return why a backup is not restored."""
    with pytest.raises(CommandError) as raised:
        restore(path, "--replace")
    return str(raised.value)


@pytest.mark.usefixtures("catalogue")
def test_every_damage_is_named_and_nothing_changes(media: Path, tmp_path: Path) -> None:
    whole = make(tmp_path / "whole")
    Tag.objects.create(name="since then")
    before, files = everything(), files_in(media)
    for damage in DAMAGES:
        copied = shutil.copytree(tmp_path / "whole", tmp_path / damage.__name__)
        said = damage(replace(whole, backup=copied / whole.backup.name))
        assert refusal_of(copied) == f"The backup is damaged: {said}{AND}"
        assert (everything(), files_in(media)) == (before, files)


@pytest.mark.usefixtures("catalogue")
def test_a_dry_run_finds_it_too(backups: Path) -> None:
    alter_a_file(make(backups))
    with pytest.raises(CommandError, match=" was altered"):
        restore(backups, "--dry-run")


def test_of_many_damages_ten_are_named() -> None:
    faults = [f"file {number} is missing" for number in range(12)]
    said = str(InvalidBackup(faults))
    assert said == f"The backup is damaged: {'; '.join(faults[:10])}; and 2 more{AND}"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('{"table": "gallery.unknown", "columns": ["id"]}', "the database has no table gallery.unknown"),
        ('{"table": "gallery.tag", "columns": ["id"]}', "the table gallery.tag has other columns than the database"),
    ],
)
def test_rows_of_another_schema_are_named(head: str, said: str) -> None:
    with pytest.raises(InvalidBackup, match=said), transaction.atomic():
        tables.load([head])
