"""Rankings from one run to the next: read as arrays, and written where they changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gallery.models import Publication
from recommender.engine import updating
from recommender.engine.neighbours import Positions
from recommender.engine.updating import NOBODY, Mask, Rankings
from recommender.models import Ranking

PAIR = np.dtype([("image", "<i8"), ("similarity", "<f8")])
"""A packed ranking is an array of these: its floor, then everybody in it; 0 and minus infinity for no floor."""

ROWS_PER_STATEMENT = 2_000


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of n images: whom the last run did not compare, and whose ranking lost somebody since."""

    rankings: Rankings
    fresh: Mask
    shortened: Mask


def load(ids: Positions, packed: list[tuple[int, bytes]], *, width: int) -> Known:
    """Return what packed rankings say of images, whose numbers ascend; longer ones than the width are cut."""
    owners = positions_of(ids, np.array([pk for pk, _ in packed], np.int64))
    present = [(place, pairs) for place, (_, pairs) in zip(owners.tolist(), packed, strict=True) if place != NOBODY]
    rankings, fresh = updating.empty(len(ids), width), np.ones(len(ids), np.bool_)
    shortened = np.zeros(len(ids), np.bool_)
    if present:
        fresh[[place for place, _ in present]] = False
        shortened[unpack(rankings, present, ids, known=~fresh)] = True
    return Known(rankings=rankings, fresh=fresh, shortened=shortened)


def stored(fingerprint: str) -> list[tuple[int, bytes]]:
    """Return every packed ranking by image, none where the lists before visitors are of another model."""
    if not Publication.objects.filter(fingerprint=fingerprint).exists():
        return []
    rows = Ranking.objects.order_by("image_id").values_list("image_id", "pairs")
    return [(pk, bytes(pairs)) for pk, pairs in rows.iterator(chunk_size=10_000)]


def positions_of(ids: Positions, wanted: Positions) -> Positions:
    """Return the positions of some numbers among ascending ones, NOBODY for those that are not there."""
    if len(ids) == 0:
        return np.full(len(wanted), NOBODY, np.int64)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[places] == wanted, places, NOBODY)


def unpack(rankings: Rankings, packed: list[tuple[int, bytes]], ids: Positions, *, known: Mask) -> Positions:
    """Fill in packed rankings, given with their position, and return the positions of those that lost somebody."""
    owners = np.array([place for place, _ in packed], np.int64)
    lengths = np.array([len(pairs) // PAIR.itemsize for _, pairs in packed])
    pairs = np.frombuffer(b"".join([pairs for _, pairs in packed]), PAIR)
    starts = np.cumsum(lengths) - lengths
    rankings.floors[owners] = pairs["similarity"][starts]
    rankings.floor_positions[owners] = np.searchsorted(ids, pairs["image"][starts], side="right") - 1
    rows, others = np.repeat(owners, lengths - 1), np.delete(pairs, starts)
    positions = positions_of(ids, others["image"])
    there = (positions != NOBODY) & known[positions]
    updating.fill(rankings, owners, rows[there], positions[there], others["similarity"][there])
    lost: Positions = np.unique(rows[~there])
    return lost


def save(ids: Positions, rankings: Rankings, changed: Mask) -> None:
    """Keep the rankings that changed, and none of an image that was not compared. Within the caller's transaction."""
    gone = np.setdiff1d(np.fromiter(Ranking.objects.values_list("image_id", flat=True), np.int64), ids)
    forget(gone.tolist())
    rows = np.flatnonzero(changed)
    packed = zip(ids[rows].tolist(), pack(ids, rankings, rows), strict=True)
    Ranking.objects.bulk_create(
        [Ranking(image_id=pk, pairs=pairs) for pk, pairs in packed],
        update_conflicts=True,
        unique_fields=["image"],
        update_fields=["pairs"],
        batch_size=ROWS_PER_STATEMENT,
    )


def forget(image_ids: Iterable[int]) -> None:
    """Remove the rankings of images: they will be compared anew. Within the caller's transaction."""
    ids = list(image_ids)
    for start in range(0, len(ids), ROWS_PER_STATEMENT):
        Ranking.objects.filter(image_id__in=ids[start : start + ROWS_PER_STATEMENT]).delete()


def pack(ids: Positions, rankings: Rankings, rows: Positions) -> list[bytes]:
    """Return some rankings packed."""
    table = np.zeros((len(rows), rankings.positions.shape[1] + 1), PAIR)
    table["image"][:, 0] = images_at(ids, rankings.floor_positions[rows])
    table["image"][:, 1:] = images_at(ids, rankings.positions[rows])
    table["similarity"][:, 0], table["similarity"][:, 1:] = rankings.floors[rows], rankings.similarities[rows]
    lengths = rankings.lengths[rows] + 1
    return [pairs[:length].tobytes() for pairs, length in zip(table, lengths.tolist(), strict=True)]


def images_at(ids: Positions, positions: Positions) -> NDArray[np.int64]:
    """Return the images at positions, 0 for nobody."""
    return np.append(ids, 0)[positions]
