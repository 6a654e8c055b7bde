"""A backup put in place of the catalogue: checked first, then its files, then all rows in one transaction.

Files are only added, so a process that is killed leaves the old catalogue whole, or the new one.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files import File
from django.core.files.storage import Storage
from django.db import IntegrityError, connection, transaction

from gallery.backup import files, folder, manifest, tables, verifying
from gallery.backup.exceptions import AnotherAtWork, BackupFailed, InvalidBackup
from gallery.backup.manifest import Manifest
from gallery.models import Image, Tag
from gallery.storage import LocalStorage

OBSTACLES: list[Callable[[], str]] = []
"""What other rooms know that must not happen meanwhile: each returns a sentence, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """Which backup was restored."""

    backup: Path
    manifest: Manifest


def restore(path: Path, *, replace: bool, dry_run: bool, progress: Callable[[str, int], None]) -> Restored:
    """Put a backup in place of what is there; with `dry_run` only find out whether that could be done.

    Raise BackupFailed where it cannot: nothing was changed then, but for files that no row names.
    """
    backup = folder.chosen(path)
    refuse_other_migrations(manifest.read(backup))
    if not dry_run:
        refuse_what_is_there(replace=replace)
    whole = verifying.verify(backup, progress=lambda count: progress("Checking", count))
    if not dry_run:
        put_files(backup, whole, lambda count: progress("Copying", count))
        load_rows(backup, whole)
    return Restored(backup=backup, manifest=whole)


def refuse_other_migrations(said: Manifest) -> None:
    """Raise BackupFailed where the database has other tables than the one that was backed up."""
    here, there = set(tables.migrations(using="default")), set(said.migrations)
    if beyond := sorted(there - here):
        raise BackupFailed(
            f"The backup knows migrations that this database has not gone through, such as {beyond[0]}: run "
            "manage.py migrate with the release that made the backup, or a later one, and try again."
        )
    if beyond := sorted(here - there):
        raise BackupFailed(
            f"This database has gone through migrations that the backup does not know, such as {beyond[0]}: restore "
            "with the release that made the backup into an empty database, then run manage.py migrate with this one."
        )


def refuse_what_is_there(*, replace: bool) -> None:
    """Raise BackupFailed where something would be lost that nobody said may be, or somebody is at work."""
    for obstacle in OBSTACLES:
        if said := obstacle():
            raise AnotherAtWork(said)
    images, tags, logins = (model._default_manager.count() for model in (Image, Tag, get_user_model()))
    if (images or tags or logins) and not replace:
        raise BackupFailed(
            f"The catalogue is not empty: it has {images:,} images, {tags:,} tags and {logins:,} logins, and all of it "
            "would be replaced. Make a backup of it, then repeat with --replace."
        )


def put_files(backup: Path, whole: Manifest, progress: Callable[[int], None]) -> None:
    """Have every file of a backup in its storage."""
    for count, (path, entry) in enumerate(whole.files.items(), start=1):
        room, _, name = path.partition("/")
        with (folder.files_of(backup) / path).open("rb") as file:
            put(files.storage_of(room), name, File(file), sha256=entry.sha256)
        progress(count)


def put(storage: Storage, name: str, content: File[bytes], *, sha256: str) -> None:
    """Save a file, also over one in a folder that has its name and other bytes, which saving would leave alone.

    Those bytes may be as good, a rendition by another release of Pillow: until the backup's are there, they stay.
    """
    if isinstance(storage, LocalStorage) and storage.exists(name) and hash_in(storage, name) != sha256:
        storage.overwrite(name, content)
    else:
        storage.save(name, content)


def hash_in(storage: Storage, name: str) -> str:
    """Return the SHA-256 of a file in its storage."""
    digest = hashlib.sha256()
    with storage.open(name) as file:
        for chunk in file.chunks(files.CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def load_rows(backup: Path, whole: Manifest) -> None:
    """Put the rows of a backup in place of all there are, in one transaction."""
    try:
        with transaction.atomic(), gzip.open(backup / folder.DATABASE, "rt", encoding="utf-8") as lines:
            counts = tables.load(lines)
            if counts != whole.rows:
                raise InvalidBackup([f"{folder.DATABASE} has other rows than {folder.MANIFEST} counts"])
            connection.check_constraints()
    except IntegrityError as error:
        raise BackupFailed(f"The database refuses the backup's rows, and nothing was changed: {error}") from error
