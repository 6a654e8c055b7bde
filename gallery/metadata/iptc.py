"""Words from IPTC-IIM, which picture agencies have written into JPEG files since 1991."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from PIL import Image as Picture
from PIL import ImageFile, IptcImagePlugin

from gallery.metadata.words import Words

TITLE, KEYWORD, DATE, TIME, HEADLINE, CAPTION = (2, 5), (2, 25), (2, 55), (2, 60), (2, 105), (2, 120)
BLOCK, FINGERPRINT = 0x0404, 0x0425  # Photoshop's numbers of the block and of its MD5


def read(opened: Picture.Image) -> Words:
    """Return what the block says; anything may be raised where it is broken."""
    if not isinstance(opened, ImageFile.ImageFile):
        return Words()
    fields = IptcImagePlugin.getiptcinfo(opened) or {}
    return Words.cleaned(
        title=first(fields, TITLE) or first(fields, HEADLINE),
        description=first(fields, CAPTION),
        keywords=values(fields, KEYWORD),
        taken_at=moment(first(fields, DATE), first(fields, TIME)),
    )


def was_changed_alone(opened: Picture.Image) -> bool:
    """Return whether the block is not the one that the last program saw which keeps XMP and IPTC the same."""
    resources = opened.info.get("photoshop") or {}
    block, fingerprint = resources.get(BLOCK), resources.get(FINGERPRINT)
    if not (isinstance(block, bytes) and fingerprint):
        return False
    return bool(hashlib.md5(block, usedforsecurity=False).digest() != fingerprint)


def first(fields: dict[Any, Any], key: tuple[int, int]) -> str:
    return next(iter(values(fields, key)), "")


def values(fields: dict[Any, Any], key: tuple[int, int]) -> list[str]:
    """Return every value of a field that may be there once, often or not at all."""
    found = fields.get(key) or []
    return [decoded(value) for value in (found if isinstance(found, list) else [found]) if value]


def decoded(value: bytes) -> str:
    """Return a text in UTF-8 or in Windows' Latin.

    What is UTF-8 hardly ever makes sense as anything else, so the marker of the character set, which is often missing
    or wrong, is not asked.
    """
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", errors="ignore")


def moment(date: str, time: str) -> datetime | None:
    """Return the moment of a date and a time such as 20240701 and 120000+0200; the time may be missing."""
    for form in ("%Y%m%d%H%M%S%z", "%Y%m%d%H%M%S", "%Y%m%d"):
        try:
            return datetime.strptime((date + time).strip() if "%H" in form else date.strip(), form)  # noqa: DTZ007
        except ValueError:
            continue
    return None
