"""Files that no image's row names: left by a replacement, a deletion, or an upload that died half-way.

An upload stores its files first and its row second, so a file without a row may be one that still gets it: only files
that nobody has saved for a while are garbage. Files under names that are not the catalogue's are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import Storage

from gallery import renditions, storage
from gallery.models import Image
from gallery.storage import LocalStorage

GRACE = timedelta(days=1)

ORIGINAL = re.compile(r"[0-9a-f]{2}/(?P<content_hash>[0-9a-f]{64})\.[a-z]{3,4}")
UNFINISHED = re.compile(r"[0-9a-f]{2}/\.[0-9a-f]{64}[.-][0-9a-z.]+\.[0-9a-f]{8}")
"""What a process leaves behind that dies while it writes or deletes a file in a folder."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """A storage, what it is called, and how to tell whether a row still names one of its files."""

    name: str
    storage: Storage
    pattern: re.Pattern[str]
    is_named: Callable[[re.Match[str]], bool]


@dataclass(frozen=True, kw_only=True)
class Garbage:
    """A file that no row names and nobody has saved for a while."""

    room: Room
    name: str
    byte_size: int


def rooms() -> list[Room]:
    """Return the two storages of the catalogue."""
    return [
        Room(name="originals", storage=storage.originals(), pattern=ORIGINAL, is_named=names_original),
        Room(name="renditions", storage=storage.renditions(), pattern=renditions.NAME, is_named=names_rendition),
    ]


def names_original(found: re.Match[str]) -> bool:
    """Return whether an image has this original."""
    return Image.objects.filter(content_hash=found["content_hash"], original=found.string).exists()


def names_rendition(found: re.Match[str]) -> bool:
    """Return whether an image has a rendition of this name."""
    width = Image.objects.filter(content_hash=found["content_hash"]).values_list("width", flat=True).first()
    return width is not None and int(found["width"]) in renditions.widths_for(width)


def find(*, before: datetime) -> Iterator[Garbage]:
    """Yield the files of both storages that no row names and nobody has saved since."""
    for room in rooms():
        for name in walk(room.storage):
            if not is_wanted(room, name) and room.storage.get_modified_time(name) < before:
                yield Garbage(room=room, name=name, byte_size=room.storage.size(name))


def is_wanted(room: Room, name: str) -> bool:
    """Return whether a file has to stay: a row names it, or it is none of the catalogue's."""
    if UNFINISHED.fullmatch(name):
        return False
    found = room.pattern.fullmatch(name)
    return found is None or room.is_named(found)


def walk(files: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files in a storage."""
    try:
        folders, names = files.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded, or a folder went meanwhile
        return
    yield from (f"{folder}{name}" for name in sorted(names) if name)
    for inner in sorted(folders):
        yield from walk(files, f"{folder}{inner}/")


def delete(garbage: Garbage, *, before: datetime) -> bool:
    """Delete a file unless it is wanted again, and return whether it is gone."""
    room, name = garbage.room, garbage.name
    if is_wanted(room, name):
        return False
    if isinstance(room.storage, LocalStorage):
        return room.storage.delete_if_old(name, before=before)
    if room.storage.get_modified_time(name) >= before:
        return False
    room.storage.delete(name)
    return True
