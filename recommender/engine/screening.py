"""Which pairs can be among the k most similar at all, found in single precision; doubles decide afterwards.

Single precision is wrong by at most a known bound, so a pair that is further below the k-th best than twice that bound
cannot belong to the true list: whatever survives contains it. Three things make this fast. Only the upper triangle of
tiles is multiplied, each tile serving its rows and its columns. A tile's values are held against each row's present
threshold, which takes one comparison instead of a selection. And each thread does a whole tile, so comparing one
overlaps multiplying another.

The bound: a sum of d products of single-precision values is off by at most d * u / (1 - d * u) times the sum of their
absolute values, which is at most 1 for unit vectors, with u = 2**-24 (Higham, Accuracy and Stability of Numerical
Algorithms, 2nd edition, section 3.1); rounding the vectors to single precision adds two more u.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommender.engine.keeping import Keeper
from recommender.engine.threads import threads

Singles = NDArray[np.float32]
Places = NDArray[np.int32]
Indices = NDArray[np.int64]


class Screen(Protocol):
    """Whoever can find candidates, be it on another device."""

    def __call__(self, unit: Singles, k: int, *, progress: Callable[[int, int], None] | None = None) -> Candidates:
        """Do what `screen` below does."""
        ...


THREADS = 2
TILE_ROWS = 2048


def error_bound(dimensions: int) -> float:
    """Return how far a product of two unit vectors of so many values may be off in single precision."""
    unit = 2.0**-24
    return dimensions * unit / (1 - dimensions * unit) + 2 * unit


@dataclass(frozen=True)
class Tile:
    """Rows `first` against rows `second`; on the diagonal they are the same."""

    first: slice
    second: slice

    @property
    def diagonal(self) -> bool:
        return self.first == self.second


class Candidates:
    """For each of n rows the others that may be among its k most similar, in any order, and a falling crowd's limit.

    `columns` (n, width) holds positions and `values` (n, width) their similarities in single precision, the first
    `counts[row]` of each row; `thresholds` (n,) are what a value must reach to be of interest. A row with more ties
    than fit is `crowded`: it is left to whoever can look at all values.
    """

    def __init__(self, count: int, k: int, *, margin: float) -> None:
        width = 4 * k + 64
        self.k, self.margin = k, np.float32(margin)
        self.columns: Places = np.zeros((count, width), np.int32)
        self.values: Singles = np.full((count, width), -np.inf, np.float32)
        self.counts: Indices = np.zeros(count, np.int64)
        self.thresholds: Singles = np.full(count, -np.inf, np.float32)
        self.crowded: NDArray[np.bool_] = np.zeros(count, np.bool_)

    def offer(self, rows: Indices, columns: Indices, values: Singles) -> None:
        """Take in pairs, ordered by row; a full row is tightened first."""
        rows, columns, values = self._make_room(rows, columns, values)
        if len(rows) == 0:
            return
        different, starts, repeats = np.unique(rows, return_index=True, return_counts=True)
        places = self.counts[rows] + np.arange(len(rows)) - np.repeat(starts, repeats)
        self.values[rows, places] = values
        self.columns[rows, places] = columns
        self.counts[different] += repeats

    def tighten(self, rows: Indices) -> None:
        """Drop what cannot belong to the k best of these rows any more, and raise their thresholds accordingly."""
        values = self.values[rows]
        limits = kth_largest(values, self.k) - self.margin
        kept = values >= limits[:, None]
        order = np.argsort(~kept, axis=1, kind="stable")
        self.values[rows] = np.take_along_axis(np.where(kept, values, -np.inf).astype(np.float32), order, axis=1)
        self.columns[rows] = np.take_along_axis(self.columns[rows], order, axis=1)
        self.counts[rows] = kept.sum(axis=1)
        self.raise_thresholds(rows, limits)

    def raise_thresholds(self, rows: Indices | slice, limits: Singles) -> None:
        """Raise the thresholds of these rows to the limits, where they are higher."""
        self.thresholds[rows] = np.maximum(self.thresholds[rows], limits)

    def _make_room(self, rows: Indices, columns: Indices, values: Singles) -> tuple[Indices, Indices, Singles]:
        overfull = self._overfull(rows)
        if len(overfull) == 0:
            return rows, columns, values
        self.tighten(overfull)
        welcome = values >= self.thresholds[rows]
        rows, columns, values = rows[welcome], columns[welcome], values[welcome]
        crowded = self._overfull(rows)
        self.crowded[crowded], self.counts[crowded], self.thresholds[crowded] = True, 0, np.inf
        welcome = ~self.crowded[rows]
        return rows[welcome], columns[welcome], values[welcome]

    def _overfull(self, rows: Indices) -> Indices:
        """Return which of these rows, named once for each pair offered, would have more candidates than fit."""
        different, repeats = np.unique(rows, return_counts=True)
        overfull: Indices = different[self.counts[different] + repeats > self.values.shape[1]]
        return overfull


def kth_largest(values: Singles, k: int) -> Singles:
    """Return the k-th largest value of each row, minus infinity where a row has fewer."""
    place = values.shape[1] - k
    largest: Singles = np.partition(values, place, axis=1)[:, place] if place >= 0 else np.full(len(values), -np.inf)
    return largest


def screen(
    unit: Singles, k: int, *, progress: Callable[[int, int], None] | None = None, keeper: Keeper | None = None
) -> Candidates:
    """Return for each of n unit vectors (n, d) candidates that contain its true k most similar others.

    The vectors should come in random order: where alike ones lie together, a row meets too many at once. `progress` is
    called in the calling thread with tiles done and tiles in all. With a `keeper` the tiles that it knows are left out.
    """
    count, dimensions = unit.shape
    candidates = Candidates(count, k, margin=2 * error_bound(dimensions))
    tiles = list(upper_triangle(count))
    finished = keeper.resume(unit, candidates, len(tiles)) if keeper else np.zeros(len(tiles), np.bool_)
    work = TileWork(unit, candidates, finished, keeper)
    left = [(place, tile) for place, tile in enumerate(tiles) if not finished[place]]
    with threadpool_limits(1), threads(THREADS) as pool:  # each thread multiplies alone
        for done, _ in enumerate(pool.map(work, left), start=1 + len(tiles) - len(left)):
            if progress is not None:
                progress(done, len(tiles))
    for start in range(0, count, TILE_ROWS):
        candidates.tighten(np.arange(start, min(start + TILE_ROWS, count)))
    return candidates


def upper_triangle(count: int) -> Iterator[Tile]:
    """Yield the tiles on the diagonal, then those beside it, then those further off, so that every row starts early."""
    edges = np.linspace(0, count, -(-count // TILE_ROWS) + 1).astype(int).tolist()  # even blocks: no thin last one
    blocks = [slice(start, stop) for start, stop in pairwise(edges)]
    for distance in range(len(blocks)):
        for place in range(len(blocks) - distance):
            yield Tile(blocks[place], blocks[place + distance])


class TileWork:
    """Multiplies a tile, compares it with the thresholds of its rows and columns, and offers what reaches them.

    `finished` (t,) marks the tiles whose pairs are among the candidates.
    """

    def __init__(
        self, unit: Singles, candidates: Candidates, finished: NDArray[np.bool_], keeper: Keeper | None
    ) -> None:
        self.unit, self.candidates, self.finished, self.keeper = unit, candidates, finished, keeper
        self.lock, self.own = threading.Lock(), threading.local()

    def __call__(self, numbered: tuple[int, Tile]) -> None:
        """Do one tile; any number of threads may do different ones."""
        place, tile = numbered
        values, reached = self._buffers(tile)
        np.matmul(self.unit[tile.first], self.unit[tile.second].T, out=values)
        if tile.diagonal:
            self._begin(tile, values)
        thresholds = self.candidates.thresholds
        rows, columns = positions_of(np.greater_equal(values, thresholds[tile.first][:, None], out=reached))
        found = [(rows + tile.first.start, columns + tile.second.start, values[rows, columns])]
        if not tile.diagonal:
            rows, columns = positions_of(np.greater_equal(values, thresholds[tile.second][None, :], out=reached))
            order = np.argsort(columns, kind="stable")
            rows, columns = rows[order], columns[order]
            found.append((columns + tile.second.start, rows + tile.first.start, values[rows, columns]))
        with self.lock:
            for pairs in found:
                self.candidates.offer(*pairs)
            self.finished[place] = True
            if self.keeper is not None:
                self.keeper.keep(self.candidates, self.finished)

    def _begin(self, tile: Tile, values: Singles) -> None:
        """Leave each row out of its own list, and give the rows a first threshold from this tile alone."""
        np.fill_diagonal(values, -np.inf)
        limits = kth_largest(values, self.candidates.k) - self.candidates.margin
        with self.lock:
            self.candidates.raise_thresholds(tile.first, limits)

    def _buffers(self, tile: Tile) -> tuple[Singles, NDArray[np.bool_]]:
        """Return this thread's own arrays in the shape of a tile."""
        if not hasattr(self.own, "values"):
            self.own.values = np.empty(TILE_ROWS * TILE_ROWS, np.float32)
            self.own.reached = np.empty(TILE_ROWS * TILE_ROWS, np.bool_)
        shape = (tile.first.stop - tile.first.start, tile.second.stop - tile.second.start)
        size = shape[0] * shape[1]
        return self.own.values[:size].reshape(shape), self.own.reached[:size].reshape(shape)


def positions_of(reached: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Return rows and columns of the true values, by row. Much quicker than numpy's own search in two dimensions."""
    flat = np.flatnonzero(reached)
    rows: Indices = flat // reached.shape[1]
    return rows, flat - rows * reached.shape[1]
