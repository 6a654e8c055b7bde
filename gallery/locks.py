"""Who waits for whom: locks that hold until the transaction ends. SQLite has one writer at a time, and needs none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import QuerySet

if TYPE_CHECKING:
    from gallery.models import Image

DELETION = 0x64656C657465
IMAGES_AT_A_TIME = 500


def take_turns(number: int) -> None:
    """Wait until no other transaction has its turn at what a number stands for, and keep the turn to the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def take_turns_at_deleting() -> None:
    """Let no other transaction delete images meanwhile. Whoever locks an image that it will delete asks for this first.

    Rows of two images go with either. Of two deletions at once, each would hold rows that the other waits for.
    """
    take_turns(DELETION)


@contextmanager
def deletion_of(images: QuerySet[Image]) -> Iterator[None]:
    """Have the turn, and hold the images before anything that goes with them, as everybody else does."""
    with transaction.atomic():
        take_turns_at_deleting()
        if connection.features.has_select_for_update:
            for _ in locked(images):
                pass
        yield


def locked(images: QuerySet[Image]) -> Iterator[list[int]]:
    """Yield the numbers of the images in order, some hundred at a time, locked against deletion until the end."""
    keys = sorted(images.values_list("pk", flat=True))
    for start in range(0, len(keys), IMAGES_AT_A_TIME):
        some = images.model._default_manager.filter(pk__in=keys[start : start + IMAGES_AT_A_TIME])
        yield list(some.select_for_update().order_by("pk").values_list("pk", flat=True))
