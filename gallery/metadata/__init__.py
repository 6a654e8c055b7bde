"""What a file says of itself: title, description, keywords and moment, from XMP, IPTC or EXIF. Pillow and no Django.

Where the picture was taken is never read: it stays in the original.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, time

from PIL import Image as Picture

from gallery.metadata import exif, iptc, xmp
from gallery.metadata.words import Words

__all__ = ["Words", "read"]


def read(opened: Picture.Image) -> Words:
    """Return what an opened file says of itself; nothing where its metadata are missing or broken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of broken metadata, which are as good as none
        return reconciled(list(sources(opened)))


def sources(opened: Picture.Image) -> Iterator[Words]:
    """Yield what each kind of metadata says, most trusted first."""
    modern, old = attempted(xmp.read, opened), attempted(iptc.read, opened)
    # A program that knows only IPTC leaves XMP as it was; the fingerprint in the file no longer fits then.
    yield from (old, modern) if iptc.was_changed_alone(opened) else (modern, old)
    yield attempted(exif.read, opened)
    yield attempted(xmp.made, opened)


def attempted(reader: Callable[[Picture.Image], Words], opened: Picture.Image) -> Words:
    """Return what a reader finds, and nothing where it cannot read."""
    try:
        return reader(opened)
    except Exception:  # noqa: BLE001 - metadata are optional, and programs write all sorts of things
        return Words()


def reconciled(found: list[Words]) -> Words:
    """Return of each kind of word what the first has that has any; a description that repeats the title is none."""
    title = next((words.title for words in found if words.title), "")
    description = next((words.description for words in found if words.description), "")
    return Words(
        title=title,
        description="" if description == title else description,
        keywords=next((words.keywords for words in found if words.keywords), ()),
        taken_at=most_exact([words.taken_at for words in found if words.taken_at]),
    )


def most_exact(moments: list[datetime]) -> datetime | None:
    """Return the first moment, or where that is a mere day the first one on it that has a time."""
    if not moments:
        return None
    on_that_day = (moment for moment in moments if moment.date() == moments[0].date() and moment.time() != time())
    return next(on_that_day, moments[0])
