"""Rows that say where images match: which are missing, which nobody needs any more, and how they are stored.

A row is right where its key is, which names the contents and the model that it was computed from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gallery.models import Match, Recommendation
from recommender import arrays, sources
from recommender.arrays import Table
from recommender.engine.updating import Mask
from recommender.lists import Ids, Lists

PAIR = np.dtype([("image", np.int64), ("other", np.int64)])
STORED = np.dtype([("id", np.int64), *((name, np.int64) for name in ("image", "other")), ("key", "S64")])

NAMES = {
    **{field.name: field.column for field in Match._meta.concrete_fields},
    **{field.name: field.column for field in Recommendation._meta.concrete_fields},
    "matches": Match._meta.db_table,
    "rows": Recommendation._meta.db_table,
    "gone": "gone_match",
}
"""What the statements below call tables and columns, and what the database calls them."""

LISTED = "SELECT {image}, {recommended} FROM {rows}"

STORED_ROWS = """
    SELECT {id}, {image_id}, {other_id}, CAST({key} AS char(64)) FROM {matches}
    WHERE {image_id} >= %d AND {image_id} < %d"""

REMOVE = "DELETE FROM {matches} WHERE {id} IN (SELECT number FROM {gone})"

FIRST, LAST = 0, 2**63 - 1

PAIRS_AT_ONCE = 100_000
"""Compared with what is stored, so that a key of 64 bytes for each pair is never in memory for all of them."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What has to be done: pairs (m,) without a right row, by image, then other; and the rows of pairs not listed."""

    image: Ids
    other: Ids
    gone: Ids

    @property
    def count(self) -> int:
        """How many rows are missing."""
        return len(self.image)

    def images(self) -> Ids:
        """Return the images in which somebody has to look, in order."""
        return np.unique(self.image)

    def others_of(self, image_id: int) -> list[int]:
        """Return the images whose likeness has to be looked for in one."""
        first, behind = np.searchsorted(self.image, [image_id, image_id + 1])
        others: list[int] = self.other[first:behind].tolist()
        return others


def listed() -> Table:
    """Return the pairs of stored lists, spares included: they move up without a run."""
    rows = arrays.fetch(spelt(LISTED), PAIR)
    return both_ways(rows["image"], rows["other"])


def pairs_in(lists: Lists) -> Table:
    """Return the pairs of lists that are not stored yet."""
    rows = lists.rows(np.ones(len(lists.images), np.bool_))
    return both_ways(rows.image, rows.recommended)


def both_ways(image: Ids, recommended: Ids) -> Table:
    """Return each pair from either side once, in order: a page shows where both images match."""
    pairs = np.empty(2 * len(image), PAIR)
    pairs["image"], pairs["other"] = np.concatenate([image, recommended]), np.concatenate([recommended, image])
    pairs = pairs[np.lexsort((pairs["other"], pairs["image"]))]
    new = np.ones(len(pairs), np.bool_)
    new[1:] = pairs[1:] != pairs[:-1]
    return pairs[new]


def find_due(pairs: Table, fingerprint: str, *, anew: bool = False, progress: Callable[[], None] = lambda: None) -> Due:
    """Return what has to be done for pairs, see `both_ways`, with `anew` all of them; `progress` is called meanwhile.

    Left out are images that visitors do not see, or whose vector under the model is not that of their present file.
    """
    hashes = dict(sources.embedded(fingerprint).values_list("image_id", "content_hash"))
    ids = np.fromiter(hashes, np.int64)
    missing, gone = [np.empty(0, PAIR)], [np.empty(0, np.int64)]
    for wanted, stored in stretches(pairs[np.isin(pairs["image"], ids) & np.isin(pairs["other"], ids)]):
        keys = [Match.key_of(hashes[image], hashes[other], fingerprint) for image, other in wanted.tolist()]
        is_due, is_gone = compare(wanted, np.array(keys, "S64"), stored)
        missing.append(wanted if anew else wanted[is_due])
        gone.append(stored["id"][is_gone])
        progress()
    due = np.concatenate(missing)
    image, other = (np.ascontiguousarray(due[name]) for name in ("image", "other"))
    return Due(image=image, other=other, gone=np.concatenate(gone))


def stretches(wanted: Table) -> Iterator[tuple[Table, Table]]:
    """Yield all wanted pairs and all stored rows, those of some images at a time."""
    cuts = np.unique(wanted["image"][PAIRS_AT_ONCE::PAIRS_AT_ONCE]).tolist()
    for first, behind in pairwise([FIRST, *cuts, LAST]):
        low, high = np.searchsorted(wanted["image"], [first, behind])
        yield wanted[low:high], arrays.fetch(spelt(STORED_ROWS) % (first, behind), STORED)


def compare(wanted: Table, keys: NDArray[np.bytes_], stored: Table) -> tuple[Mask, Mask]:
    """Return which of the wanted pairs have no stored row of that key, and which stored rows are of no such pair."""
    numbers = [table[name] for name in ("image", "other") for table in (wanted, stored)]
    names, places = np.unique(np.concatenate(numbers), return_inverse=True)
    image, other = places.reshape(2, -1)
    codes = image * len(names) + other
    _, left, right = np.intersect1d(codes[: len(wanted)], codes[len(wanted) :], assume_unique=True, return_indices=True)
    is_due, is_gone = np.ones(len(wanted), np.bool_), np.ones(len(stored), np.bool_)
    is_due[left], is_gone[right] = keys[left] != stored["key"][right], False
    return is_due, is_gone


def store(rows: list[Match]) -> None:
    """Keep rows in place of what was kept of the same pairs. Within the caller's transaction."""
    Match.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["image_id", "other_id"],
        update_fields=["key", "side", "seen", "cells"],
    )


def remove(ids: Ids) -> None:
    """Remove rows by their numbers. Within the caller's transaction."""
    arrays.store_numbers(NAMES["gone"], ids)
    arrays.execute(spelt(REMOVE))
    arrays.execute(spelt("DROP TABLE {gone}"))


def spelt(statement: str) -> str:
    """Return a statement with the names that the database knows."""
    return statement.format_map({ours: arrays.quoted(theirs) for ours, theirs in NAMES.items()})
