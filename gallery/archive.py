"""Originals as one zip archive, made while it is sent: nothing of it lies on a disk, one file at a time in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from django.db.models import QuerySet
from zipstream import ZIP_STORED, ZipStream

from gallery.models import Image
from gallery.storage import originals

UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself."""

LONGEST_NAME = 200
MISSING = "missing originals.txt"


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names in an archive, each once, whatever a file system makes of capitals."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        """Return a safe name that is not taken: this one, or with a number behind it."""
        safe = UNSAFE.sub("_", wanted).strip(". ") or "unnamed"
        safe = f"_{safe}" if RESERVED.fullmatch(safe) else safe
        ending = PurePath(safe).suffix[:16]
        stem = safe.removesuffix(ending)[:LONGEST_NAME]
        name, number = f"{stem}{ending}", 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        self.taken.add(name.casefold())
        return name


def stream(images: QuerySet[Image]) -> Iterator[bytes]:
    """Return the archive of these images' originals, bit by bit; which ones is settled now."""
    rows = list(images.values_list("pk", "original_name", "original"))
    return archive_of(rows)


def archive_of(rows: Iterable[tuple[int, str, str]]) -> Iterator[bytes]:
    """Yield the archive of files given by image, own name and name in storage. One that cannot be read is named in it.

    A file is read before its entry begins, so that no entry ends half-way; the gate lets in none that is large.
    """
    archive, names, missing = ZipStream(compress_type=ZIP_STORED), Names(), list[str]()
    for pk, own_name, stored in rows:
        name = names.free(own_name)
        try:
            with originals().open(stored) as file:
                content = file.read()
        except Exception as error:  # noqa: BLE001 - each storage fails in its own way; the file is named, the rest goes on
            missing.append(f"{name}: the original of image {pk} cannot be read ({reason_in(error)}).\n")
            continue
        archive.add(content, name)
        yield from archive.all_files()
    if missing:
        archive.add("".join(missing), names.free(MISSING))
    yield from archive.finalize()


def reason_in(error: Exception) -> str:
    """Return what a storage complains of, without the paths of the machine."""
    return str(getattr(error, "strerror", None) or type(error).__name__)
