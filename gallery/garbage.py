"""Files that no image's row names: left by a replacement, a deletion, or an upload that died half-way.

An upload stores its files first and its row second, so a file without a row may be one that still gets it: only files
that nobody has saved for a while are garbage. Files under names that are not the catalogue's are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import Storage

from gallery import renditions, storage
from gallery.models import Image
from gallery.storage import ListsItself, LocalStorage, Stored

GRACE = timedelta(days=1)
BATCH_FILES = 500
"""Files whose rows are asked for at once."""

ORIGINAL = re.compile(r"[0-9a-f]{2}/(?P<content_hash>[0-9a-f]{64})\.[a-z]{3,4}")
UNFINISHED = re.compile(r"[0-9a-f]{2}/\.[0-9a-f]{64}[.-][0-9a-z.]+\.[0-9a-f]{8}")
"""What a process leaves behind that dies while it writes or deletes a file in a folder."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """A storage, what it is called, and how to tell whether an image's row names one of its files."""

    name: str
    storage: Storage
    pattern: re.Pattern[str]
    is_named: Callable[[re.Match[str], Image], bool]


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


def names_original(found: re.Match[str], image: Image) -> bool:
    """Return whether the image with this content has this original."""
    return str(image.original.name) == found.string


def names_rendition(found: re.Match[str], image: Image) -> bool:
    """Return whether the image with this content has a rendition of this width."""
    return int(found["width"]) in renditions.widths_for(image.width)


def find(*, before: datetime) -> Iterator[Garbage]:
    """Yield the files of both storages that no row names and nobody has saved since."""
    for room in rooms():
        for files in batches(listed(room.storage), BATCH_FILES):
            old = [file for file in files if file.saved_at < before]
            lost = unwanted(room, [file.name for file in old])
            for file in old:
                if file.name in lost:
                    yield Garbage(room=room, name=file.name, byte_size=file.byte_size)


def batches(files: Iterable[Stored], size: int) -> Iterator[list[Stored]]:
    """Yield the files in lists of at most this size."""
    remaining = iter(files)
    while batch := list(islice(remaining, size)):
        yield batch


def unwanted(room: Room, names: list[str]) -> set[str]:
    """Return the names that no row names, files of other people left out. One question to the database."""
    found = [match for name in names if (match := room.pattern.fullmatch(name))]
    rows = Image.objects.filter(content_hash__in={match["content_hash"] for match in found})
    images = {image.content_hash: image for image in rows.only("content_hash", "original", "width").order_by()}
    lost = {match.string for match in found if not is_named(room, match, images)}
    return lost | {name for name in names if UNFINISHED.fullmatch(name)}


def is_named(room: Room, found: re.Match[str], images: dict[str, Image]) -> bool:
    """Return whether one of these images, by content hash, names a file."""
    image = images.get(found["content_hash"])
    return image is not None and room.is_named(found, image)


def listed(files: Storage) -> Iterator[Stored]:
    """Yield every file of a storage, with its time and its size; one that goes meanwhile is passed over."""
    if isinstance(files, ListsItself):
        yield from files.listed()
        return
    for name in walk(files):
        try:
            yield Stored(name=name, saved_at=files.get_modified_time(name), byte_size=files.size(name))
        except FileNotFoundError:
            continue


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
    if not unwanted(room, [name]):
        return False
    if isinstance(room.storage, LocalStorage):
        return room.storage.delete_if_old(name, before=before)
    try:
        if room.storage.get_modified_time(name) >= before:
            return False
    except FileNotFoundError:
        return False
    room.storage.delete(name)
    return True
