"""The files that the database of a backup names, copied once and kept for every later backup."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import Storage

from gallery import renditions, storage
from gallery.backup import folder
from gallery.backup.manifest import Entry
from gallery.models import Image

CHUNK_BYTES = 1024**2

MISSING = "it is missing in the storage"
ANOTHER = "it is not the file that was uploaded"


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file that an image's row names: in which storage, how it is called there, and its SHA-256 as far as known."""

    room: str
    name: str
    sha256: str | None

    @property
    def path(self) -> str:
        """Where it lies among a backup's files."""
        return f"{self.room}/{self.name}"


def storage_of(room: str) -> Storage:
    """Return a storage by what it is called in a backup."""
    return {"originals": storage.originals, "renditions": storage.renditions}[room]()


def named(*, using: str) -> Iterator[Named]:
    """Yield every file that the images of a database name."""
    rows = Image.objects.using(using).order_by("pk").values_list("original", "content_hash", "width")
    for original, content_hash, width in rows.iterator(chunk_size=2_000):
        yield Named(room="originals", name=original, sha256=content_hash)
        for each in renditions.widths_for(width):
            yield Named(room="renditions", name=renditions.name_for(content_hash, each), sha256=None)


def keep(file: Named, files: Path, known: dict[str, Entry]) -> Entry | str:
    """Copy a file to a backup's files unless an earlier backup has it; return its entry, or why it cannot be had."""
    target, before = files / file.path, known.get(file.path)
    if before is not None and has_size(target, before.byte_size):
        return before
    try:
        return copy(file, target)
    except FileNotFoundError:
        return MISSING
    except AnotherFile:
        return ANOTHER


def has_size(path: Path, byte_size: int) -> bool:
    """Return whether a file is there and so long."""
    try:
        return path.stat().st_size == byte_size
    except FileNotFoundError:
        return False


class AnotherFile(Exception):
    """A file whose content is not the one that its name stands for."""


def copy(file: Named, target: Path) -> Entry:
    """Copy a file out of its storage; raise AnotherFile where it is not what it should be, and keep nothing of it."""
    digest, byte_size = hashlib.sha256(), 0
    with storage_of(file.room).open(file.name) as source, folder.written_whole(target) as copied:
        for chunk in source.chunks(CHUNK_BYTES):
            digest.update(chunk)
            byte_size += copied.write(chunk)
        if file.sha256 not in {None, digest.hexdigest()}:
            raise AnotherFile
    return Entry(byte_size=byte_size, sha256=digest.hexdigest())
