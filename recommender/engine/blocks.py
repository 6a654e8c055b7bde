"""A screening in pieces that know nothing of each other, such as the tasks of a cluster: two blocks of rows at a time.

A piece gets the thresholds that its rows have reached elsewhere, and finds whoever reaches them. What it found may be
merged in any order, and with what was found at lower thresholds: nobody of the true lists is missing, since a threshold
never rises above the k-th best of some of the others, less the margin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.engine import screening
from recommender.engine.candidates import Candidates, Indices, Singles
from recommender.engine.screening import Quicker, Tile, TileWork, stripes


@dataclass(frozen=True, kw_only=True)
class Found:
    """What two blocks gave, their rows counted through: pairs by row, and the rows that had more ties than fit.

    `margin` is how far below the k-th best a value may lie and still count, which depends on how it was multiplied.
    """

    rows: Indices
    columns: Indices
    values: Singles
    crowded: Indices
    margin: float


def compare(
    first: Singles,
    second: Singles | None,
    *,
    k: int,
    thresholds: Singles | None = None,
    quicker: Quicker | None = None,
) -> Found:
    """Return which pairs of two blocks of unit vectors (n, d) and (m, d) can be among the k best of either row.

    Without a second block the rows of the first are compared with each other. `thresholds` (n + m,) are what the rows
    have reached, none by default; `quicker` as in `screening.screen`. One thread does it all.
    """
    unit = first if second is None else np.concatenate([first, second])
    candidates = Candidates(len(unit), k, margin=2 * screening.error_bound(unit.shape[1]))
    if thresholds is not None:
        candidates.thresholds[:] = thresholds
    tiles = tiles_of(len(first), None if second is None else len(second))
    work = TileWork(unit, candidates, np.zeros(len(tiles), np.bool_), None)
    work.through(tiles, threads_at_work=1, quicker=quicker)
    return gathered(candidates)


def tiles_of(first: int, second: int | None) -> list[Tile]:
    """Return the tiles of one block against itself, or of one against the other, whose rows follow."""
    if second is None:
        return list(screening.upper_triangle(first))
    return [Tile(left, right) for left in stripes(first) for right in stripes(second, first)]


def gathered(candidates: Candidates) -> Found:
    """Return the pairs that are left once each row with enough of them has dropped those that cannot count."""
    candidates.tighten(np.flatnonzero(candidates.counts >= candidates.k))
    places = np.arange(candidates.columns.shape[1]) < candidates.counts[:, None]
    rows, _ = np.nonzero(places)
    return Found(
        rows=rows,
        columns=candidates.columns[places].astype(np.int64),
        values=candidates.values[places],
        crowded=np.flatnonzero(candidates.crowded),
        margin=float(candidates.margin),
    )


@dataclass(frozen=True, kw_only=True)
class Merging:
    """Puts pieces together. `starts` (b + 1,) are the first rows of all blocks, and how many rows there are."""

    candidates: Candidates
    starts: Indices

    def rows_of(self, block: int) -> Indices:
        """Return the rows of a block."""
        return np.arange(self.starts[block], self.starts[block + 1])

    def rows_of_piece(self, first: int, second: int) -> Indices:
        """Return the rows of two blocks, as a piece counts them through; of one where they are the same."""
        rows = self.rows_of(first)
        return rows if first == second else np.concatenate([rows, self.rows_of(second)])

    def thresholds(self, first: int, second: int) -> Singles:
        """Return what the rows of two blocks have reached."""
        reached: Singles = self.candidates.thresholds[self.rows_of_piece(first, second)]
        return reached

    def take_in(self, first: int, second: int, found: Found) -> None:
        """Take in what two blocks gave."""
        rows, candidates = self.rows_of_piece(first, second), self.candidates
        more = np.float32(found.margin) - candidates.margin
        if more > 0:  # than the thresholds allow for
            candidates.margin += more
            candidates.thresholds -= more
        candidates.give_up(rows[found.crowded])
        candidates.offer(rows[found.rows], rows[found.columns], found.values)
        candidates.tighten(rows[candidates.counts[rows] >= candidates.k])
