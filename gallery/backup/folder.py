"""A folder of backups. Each has a folder of its own; files, which are named by content, lie there once for all.

FOLDER/2026-11-26T14-15-00.000Z/manifest.json, database.jsonl.gz
FOLDER/files/originals/..., FOLDER/files/renditions/...
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from gallery.backup.exceptions import AnotherAtWork, BackupFailed

NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z")
UNFINISHED = ".unfinished-"
MANIFEST, DATABASE, FILES = "manifest.json", "database.jsonl.gz", "files"

FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""A backup holds password hashes and pictures that are not published: it is for nobody but its owner."""


def name_at(moment: datetime) -> str:
    """Return what a backup of this moment is called; later ones sort behind."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S.") + f"{moment.microsecond // 1000:03}Z"


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for nobody else."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(exist_ok=True, mode=FOLDER_MODE)


def backups_in(folder: Path) -> list[Path]:
    """Return the whole backups in a folder, oldest first."""
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in inside if NAME.fullmatch(path.name) and (path / MANIFEST).is_file())


def chosen(path: Path) -> Path:
    """Return the backup that a path means: itself, or the newest in a folder of backups."""
    if (path / MANIFEST).is_file():
        return path
    if found := backups_in(path):
        return found[-1]
    raise BackupFailed(f"{path} is neither a backup nor a folder with one; give the folder that backup was given.")


def files_of(backup: Path) -> Path:
    """Return where the files of a backup lie."""
    return backup.parent / FILES


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes from changing a folder of backups, which is made where it is missing."""
    make_private(folder)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherAtWork(f"Another backup is being written to {folder}; wait for it to end.") from error
        yield


@contextmanager
def unfinished(folder: Path, name: str) -> Iterator[Path]:
    """Lend a folder that becomes the backup of this name once all is well, and goes if not. In a locked folder."""
    for left in folder.glob(f"{UNFINISHED}*"):  # by a process that was killed
        shutil.rmtree(left)
    aside = folder / f"{UNFINISHED}{name}"
    aside.mkdir(mode=FOLDER_MODE)
    try:
        yield aside
        os.sync()  # so that what is moved into place is on the disk, copied files included
        aside.rename(folder / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def remove(backup: Path) -> None:
    """Remove a backup, less its files, so that it is never seen half."""
    aside = backup.with_name(f"{UNFINISHED}{backup.name}")
    backup.rename(aside)
    shutil.rmtree(aside)


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """Lend a file that takes its place once it is written, readable by nobody else."""
    make_private(target.parent)
    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            yield file
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
