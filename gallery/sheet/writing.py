"""Images into a sheet, a line at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from gallery.models import Image
from gallery.sheet.cells import guarded
from gallery.sheet.columns import COLUMNS, HEADINGS

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that UTF-8 follows."""

IMAGES_AT_A_TIME = 500


class Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(images: QuerySet[Image, Any]) -> Iterator[str]:
    """Yield the sheet of some images, in their order; which ones is settled with the first line."""
    writer = csv.writer(Echo(), lineterminator="\r\n")
    yield BYTE_ORDER_MARK + str(writer.writerow(HEADINGS))
    keys = list(images.values_list("pk", flat=True))
    for start in range(0, len(keys), IMAGES_AT_A_TIME):
        some = keys[start : start + IMAGES_AT_A_TIME]
        found = Image.objects.prefetch_related("tags").in_bulk(some)
        for image in (found[pk] for pk in some if pk in found):
            yield str(writer.writerow(cells_of(image)))


def cells_of(image: Image) -> list[str]:
    """Return a line of the sheet."""
    texts = [image.original_name, image.content_hash, *(column.show(image) for column in COLUMNS)]
    return [str(image.pk), *map(guarded, texts)]
