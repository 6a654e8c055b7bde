"""Many lists at once: what is stored is compared with what is wanted, and only rows that differ are touched.

The comparison is made here, on arrays, because that is quicker than the same joins in the database; so rows go straight
where they belong. The same few statements serve PostgreSQL and SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from gallery.models import Change, Image, Recommendation
from recommender import arrays

Numbers = NDArray[np.int64]

ROW = np.dtype([("image", np.int64), ("rank", np.int16), ("recommended", np.int64), ("similarity", np.float64)])
STORED = np.dtype([("id", np.int64), *((name, ROW[name]) for name in arrays.fields(ROW))])

COLUMNS = {field.name: field.column for field in Recommendation._meta.concrete_fields}

NAMES = {
    **COLUMNS,
    "images": Image._meta.db_table,
    "rows": Recommendation._meta.db_table,
    "stale": "stale_image",
    "named": "named_image",
    "gone": "gone_recommendation",
}
"""What the statements below call tables and columns, and what the database calls them."""

PRESENT = "SELECT {id} FROM {images}"

HELD = """
    SELECT {id} FROM {images}
    WHERE {id} IN (
        SELECT number FROM {named}
        UNION SELECT {recommended} FROM {rows} WHERE {image} IN (SELECT number FROM {stale})
    )
    ORDER BY {id} FOR KEY SHARE"""
"""Keeps images from being deleted until the transaction ends, and waits for deletions that are under way.

Whoever deletes an image locks it first and its rows second. So do we, and in the order of numbers, or each could wait
for the other. A key share lock hinders no edit, and the foreign keys would take it for every image anyway.
"""

STORED_ROWS = """
    SELECT {id}, {image}, {rank}, {recommended}, {similarity} FROM {rows}
    WHERE {image} IN (SELECT number FROM {stale}) ORDER BY {image}, {rank}"""

REMOVE = "DELETE FROM {rows} WHERE {id} IN (SELECT number FROM {gone})"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Lists, row by row: int64 arrays and one of float64, all of shape (n,), ordered by image, then rank."""

    image: Numbers
    rank: Numbers
    recommended: Numbers
    similarity: NDArray[np.float64]

    def table(self) -> arrays.Table:
        """Return them as one array, or raise ValueError if they are out of order."""
        image, rank = self.image, self.rank
        ascends = (image[:-1] < image[1:]) | ((image[:-1] == image[1:]) & (rank[:-1] < rank[1:]))
        if not ascends.all():
            raise ValueError("rows must be ordered by image, then rank, with one row to a rank")
        table = np.empty(len(image), ROW)
        for name in arrays.fields(ROW):
            table[name] = getattr(self, name)
        return table


def write(rows: Rows, stale_image_ids: Numbers | Iterable[int], *, anew: bool = False) -> None:
    """Make the stored lists of these images, and of those that have a new list, equal to the new ones, or empty.

    Within the caller's transaction. Rows that are the same stay, unless all are wanted `anew`; rows of images that were
    deleted meanwhile are left out.
    """
    wanted = rows.table()
    numbers = stale_image_ids if isinstance(stale_image_ids, np.ndarray) else np.fromiter(stale_image_ids, np.int64)
    stale = np.union1d(wanted["image"], numbers)
    if not len(stale):
        return
    arrays.store_numbers(NAMES["stale"], stale)
    with arrays.roomy_cache():
        replace(of_images_at_hand(wanted, stale), stale, anew=anew)
    execute("DROP TABLE {stale}")


def of_images_at_hand(wanted: arrays.Table, stale: Numbers) -> arrays.Table:
    """Return the rows whose images are still there, and keep those from being deleted before the transaction ends."""
    if connection.features.has_select_for_update:
        present = held(np.union1d(stale, wanted["recommended"]))
    else:  # a transaction has the database to itself
        present = arrays.fetch(spelt(PRESENT), arrays.NUMBER)["number"]
    return wanted[np.isin(wanted["image"], present) & np.isin(wanted["recommended"], present)]


def held(named: Numbers) -> Numbers:
    """Return which of these images are there, now that nobody can delete them or what stale lists name."""
    arrays.store_numbers(NAMES["named"], named)
    present = arrays.fetch(spelt(HELD), arrays.NUMBER)["number"]
    execute("DROP TABLE {named}")
    return present


def replace(wanted: arrays.Table, stale: Numbers, *, anew: bool) -> None:
    """Delete rows that are not wanted and store those that are missing."""
    stored = arrays.fetch(spelt(STORED_ROWS), STORED)
    if not anew:
        stored, wanted = differing(stored, wanted, stale)
    if len(stored):
        arrays.store_numbers(NAMES["gone"], stored["id"])
        execute(REMOVE)
        execute("DROP TABLE {gone}")
    arrays.store(NAMES["rows"], [COLUMNS[name] for name in arrays.fields(ROW)], wanted)
    if len(stored) or len(wanted):
        Change.objects.note()  # or browsers would keep pages with the lists of before


def differing(stored: arrays.Table, wanted: arrays.Table, stale: Numbers) -> tuple[arrays.Table, arrays.Table]:
    """Return both without the rows that are in both; `stale`, sorted, holds every image of either."""
    before, after = (np.searchsorted(stale, rows["image"]) << 16 | rows["rank"] for rows in (stored, wanted))
    _, left, right = np.intersect1d(before, after, assume_unique=True, return_indices=True)
    same = stored["recommended"][left] == wanted["recommended"][right]
    same &= stored["similarity"][left] == wanted["similarity"][right]
    return np.delete(stored, left[same]), np.delete(wanted, right[same])


def execute(statement: str) -> None:
    """Execute a statement in which tables and columns have our names."""
    arrays.execute(spelt(statement))


def spelt(statement: str) -> str:
    """Return a statement with the names that the database knows."""
    return statement.format_map({ours: arrays.quoted(theirs) for ours, theirs in NAMES.items()})
