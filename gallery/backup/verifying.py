"""A backup held against its manifest, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gallery.backup import folder, manifest
from gallery.backup.exceptions import InvalidBackup
from gallery.backup.manifest import Entry, Manifest


def verify(backup: Path, *, progress: Callable[[int], None]) -> Manifest:
    """Return the manifest of a backup that is whole, or raise InvalidBackup; `progress` counts files."""
    said = manifest.read(backup)
    if faults := list(faults_in(backup, said, progress)):
        raise InvalidBackup(faults)
    return said


def faults_in(backup: Path, said: Manifest, progress: Callable[[int], None]) -> Iterator[str]:
    """Yield what is not as a manifest says."""
    yield from fault_of(backup / folder.DATABASE, folder.DATABASE, said.database)
    for count, (path, entry) in enumerate(said.files.items(), start=1):
        yield from fault_of(folder.files_of(backup) / path, path, entry)
        progress(count)


def fault_of(path: Path, name: str, entry: Entry) -> Iterator[str]:
    """Yield what is wrong with a file, if anything."""
    try:
        found = manifest.entry_of(path)
    except FileNotFoundError:
        yield f"{name} is missing"
        return
    if found.byte_size != entry.byte_size:
        yield f"{name} must have {entry.byte_size:,} bytes, got {found.byte_size:,}"
    elif found != entry:
        yield f"{name} was altered"
