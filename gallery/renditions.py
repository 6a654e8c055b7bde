"""The small copies that pages show: made once at upload, named by content and width, so a page asks storage nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.conf import settings
from django.core.files.base import ContentFile

from gallery import storage
from gallery.gate.widths import STANDARD_WIDTHS as STANDARD_WIDTHS
from gallery.gate.widths import height_for as height_for
from gallery.gate.widths import width_for as width_for
from gallery.gate.widths import widths_for as widths_for

NAME = re.compile(r"[0-9a-f]{2}/(?P<content_hash>[0-9a-f]{64})-(?P<width>[0-9]{1,4})\.webp")


def name_for(content_hash: str, width: int) -> str:
    """Return a rendition's name in storage."""
    return f"{content_hash[:2]}/{content_hash}-{width}.webp"


def url(content_hash: str, width: int) -> str:
    """Return a rendition's address."""
    return storage.renditions().url(name_for(content_hash, width))


def store(copies: Mapping[int, bytes], content_hash: str) -> None:
    """Write every rendition of a picture to storage, by width."""
    for width, content in copies.items():
        storage.renditions().save(name_for(content_hash, width), ContentFile(content))


def is_name(name: str) -> bool:
    """Return whether a name is one that `name_for` makes."""
    return NAME.fullmatch(name) is not None


def are_served_here() -> bool:
    """Return whether Django itself has to serve the renditions."""
    return not settings.AWS_STORAGE_BUCKET_NAME
