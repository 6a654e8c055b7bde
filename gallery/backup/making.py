"""A backup made while the site goes on: the database first, as it is at one instant, then the files it names."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gallery.backup import files, folder, manifest, tables
from gallery.backup.exceptions import InvalidBackup
from gallery.backup.files import Named
from gallery.backup.manifest import Entry, Manifest
from gallery.snapshot import snapshot

COMPRESSION = 3
"""Vectors hardly shrink, and the rest does so quickly."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a backup holds, how many of its files were copied anew, and how many older backups went."""

    backup: Path
    manifest: Manifest
    copied: int
    removed: int


def make(root: Path, *, now: datetime, keep: int | None = None, progress: Callable[[int], None]) -> Made:
    """Add a backup to a folder of backups, and remove all but the newest `keep` of them; `progress` counts files.

    Raise BackupFailed or OSError, and leave what was there before; what was copied serves the next attempt.
    """
    with folder.locked(root):
        known = known_files(root)
        name = folder.name_at(now)
        with folder.unfinished(root, name) as aside:
            rows, migrations, wanted = write_database(aside / folder.DATABASE)
            entries, lost, copied = keep_files(wanted, root / folder.FILES, known, progress)
            made = Manifest(
                made_at=now.isoformat(),
                migrations=migrations,
                rows=rows,
                database=manifest.entry_of(aside / folder.DATABASE),
                files=entries,
                lost=lost,
            )
            manifest.write(made, aside)
        removed = 0 if keep is None else forget_older(root, keep)
    return Made(backup=root / name, manifest=made, copied=copied, removed=removed)


def known_files(root: Path) -> dict[str, Entry]:
    """Return the files that whole backups in a folder have; what a damaged manifest says is not believed."""
    known: dict[str, Entry] = {}
    for backup in folder.backups_in(root):
        try:
            known |= manifest.read(backup).files
        except InvalidBackup:
            continue
    return known


def write_database(target: Path) -> tuple[dict[str, int], tuple[str, ...], list[Named]]:
    """Write the database of one instant; return how many rows, at which migrations, and which files they name."""
    with snapshot() as alias:
        with (
            folder.written_whole(target) as file,
            gzip.GzipFile("", "wb", COMPRESSION, file) as packed,
            io.TextIOWrapper(packed, "utf-8") as out,
        ):
            rows = tables.write(out, using=alias)
        return rows, tables.migrations(using=alias), list(files.named(using=alias))


def keep_files(
    wanted: Iterable[Named], root: Path, known: dict[str, Entry], progress: Callable[[int], None]
) -> tuple[dict[str, Entry], dict[str, str], int]:
    """Have all files in a folder; return their entries, why some cannot be had, and how many were copied now."""
    entries: dict[str, Entry] = {}
    lost: dict[str, str] = {}
    copied = 0
    for count, file in enumerate(wanted, start=1):
        found = files.keep(file, root, known)
        if isinstance(found, Entry):
            entries[file.path] = found
            copied += found is not known.get(file.path)
        else:
            lost[file.path] = found
        progress(count)
    return entries, lost, copied


def forget_older(root: Path, keep: int) -> int:
    """Remove all but the newest backups, then the files that none of these names; return how many backups went.

    Where the manifest of one that stays cannot be read, no file goes: it may be needed.
    """
    backups = folder.backups_in(root)
    older = backups[:-keep]
    for backup in older:
        folder.remove(backup)
    try:
        needed = {path for backup in backups[-keep:] for path in manifest.read(backup).files}
    except InvalidBackup:
        return len(older)
    files_root = root / folder.FILES
    for path in files_root.rglob("*"):
        if path.is_file() and str(path.relative_to(files_root)) not in needed:
            path.unlink()
    return len(older)
