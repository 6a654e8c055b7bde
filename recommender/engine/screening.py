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
from itertools import groupby, pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommender.engine.aligned import aligned
from recommender.engine.candidates import Candidates, Indices, Singles, kth_largest
from recommender.engine.keeping import Keeper, Mask
from recommender.engine.threads import cores, threads

Pairs = tuple[Indices, Indices, Singles]
"""Rows, columns and values of pairs, ordered by row."""


class Screen(Protocol):
    """Whoever can find candidates, be it on another device."""

    def __call__(
        self,
        unit: Singles,
        k: int,
        *,
        progress: Callable[[int, int], None] | None = None,
        keeper: Keeper | None = None,
    ) -> Candidates:
        """Do what `screen` below does."""
        ...


THREADS = min(cores(), 16)
"""One a core; more than sixteen wait for each other, because one at a time hands over what it found."""

TILE_ROWS = 2048
GROUP = 16


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

    @property
    def shape(self) -> tuple[int, int]:
        return self.first.stop - self.first.start, self.second.stop - self.second.start


class Products(Protocol):
    """A way to multiply tiles. What comes out has the order of the products, and may be anything else."""

    def multiply(self, tile: Tile, buffer: Singles) -> NDArray[Any]:
        """Return the products of a tile's rows with each other, in its shape; `buffer` may be overwritten."""
        ...

    def limits(self, thresholds: Singles) -> NDArray[Any]:
        """Return thresholds as what comes out is held against them; they may be lower, never higher."""
        ...

    def singles(self, values: NDArray[Any]) -> Singles:
        """Return what came out as products in single precision."""
        ...


class InSingles:
    """Products in single precision, off by no more than `error_bound` says."""

    def __init__(self, unit: Singles) -> None:
        self.unit = unit

    def multiply(self, tile: Tile, buffer: Singles) -> Singles:
        """Return the products of a tile's rows with each other."""
        products: Singles = np.matmul(self.unit[tile.first], self.unit[tile.second].T, out=buffer)
        return products

    def limits(self, thresholds: Singles) -> Singles:
        """Return the thresholds."""
        return thresholds

    def singles(self, values: Singles) -> Singles:
        """Return the products."""
        return values


Quicker = Callable[[Singles, Candidates], Products | None]
"""Given unit vectors (n, d) and candidates whose thresholds are known, a way to multiply that is less exact, or None.

It sees to it that the candidates know how much less exact it is: by a larger margin, and lower thresholds.
"""


def kth_largest_at_least(values: Singles, k: int) -> Singles:
    """Return what the k-th largest value of each row reaches at least: so much that of the maxima of groups.

    A selection among a sixteenth of the values takes a sixteenth of the time, and few of the largest share a group.
    """
    groups = values.shape[1] // GROUP
    if groups < 4 * k:
        return kth_largest(values, k)
    maxima = values[:, : GROUP * groups].reshape(len(values), GROUP, groups).max(axis=1)
    return kth_largest(maxima, k)


def screen(
    unit: Singles,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
    quicker: Quicker | None = None,
) -> Candidates:
    """Return for each of n unit vectors (n, d) candidates that contain its true k most similar others.

    The vectors should come in random order: where alike ones lie together, a row meets too many at once. `progress` is
    called in the calling thread with tiles done and tiles in all. With a `keeper` the tiles that it knows are left out.
    `quicker` multiplies all tiles but those on the diagonal, if it can.
    """
    count, dimensions = unit.shape
    candidates = Candidates(count, k, margin=2 * error_bound(dimensions))
    tiles = list(upper_triangle(count))
    finished = keeper.resume(unit, candidates, len(tiles)) if keeper else np.zeros(len(tiles), np.bool_)
    work = TileWork(unit, candidates, finished, keeper)
    work.through(tiles, threads_at_work=THREADS, progress=progress, quicker=quicker)
    with threads(THREADS) as pool:
        starts = range(0, count, TILE_ROWS)
        list(pool.map(candidates.tighten, (np.arange(start, min(start + TILE_ROWS, count)) for start in starts)))
    return candidates


def upper_triangle(count: int) -> Iterator[Tile]:
    """Yield the tiles on the diagonal, then those beside it, then those further off, so that every row starts early."""
    blocks = stripes(count)
    for distance in range(len(blocks)):
        for place in range(len(blocks) - distance):
            yield Tile(blocks[place], blocks[place + distance])


def stripes(count: int, first: int = 0) -> list[slice]:
    """Return rows from a first one on in parts of a tile's height at most, all about as high: no thin last one."""
    edges = np.linspace(first, first + count, -(-count // TILE_ROWS) + 1).astype(int).tolist()
    return [slice(start, stop) for start, stop in pairwise(edges)]


class TileWork:
    """Multiplies a tile, compares it with the thresholds of its rows and columns, and offers what reaches them.

    `finished` (t,) marks the tiles whose pairs are among the candidates.
    """

    def __init__(self, unit: Singles, candidates: Candidates, finished: Mask, keeper: Keeper | None) -> None:
        self.unit, self.candidates, self.finished, self.keeper = unit, candidates, finished, keeper
        self.products: Products = InSingles(unit)
        self.lock, self.own = threading.Lock(), threading.local()

    def through(
        self,
        tiles: list[Tile],
        *,
        threads_at_work: int,
        progress: Callable[[int, int], None] | None = None,
        quicker: Quicker | None = None,
    ) -> None:
        """Do all tiles that are not finished; see `screen`. Those on the diagonal come first."""
        left = [(place, tile) for place, tile in enumerate(tiles) if not self.finished[place]]
        done = len(tiles) - len(left)
        with threadpool_limits(1), threads(threads_at_work) as pool:  # each thread multiplies alone
            for diagonal, some in groupby(left, key=lambda numbered: numbered[1].diagonal):
                if not diagonal and quicker is not None:
                    self.products = quicker(self.unit, self.candidates) or self.products
                for _ in pool.map(self, list(some)):
                    done += 1
                    if progress is not None:
                        progress(done, len(tiles))

    def __call__(self, numbered: tuple[int, Tile]) -> None:
        """Do one tile; any number of threads may do different ones."""
        place, tile = numbered
        found = self.find(tile)
        with self.lock:
            for pairs in found:
                self.candidates.offer(*pairs)
            self.finished[place] = True
            if self.keeper is not None:
                self.keeper.keep(self.candidates, self.finished)

    def find(self, tile: Tile) -> list[Pairs]:
        """Return the pairs of a tile that reach the thresholds of their rows, and of their columns."""
        buffer, reached = self._buffers(tile)
        values = self.products.multiply(tile, buffer)
        if tile.diagonal:
            self._begin(tile, values)
        rows, columns = positions_of(np.greater_equal(values, self._limits(tile.first)[:, None], out=reached))
        found = [(rows + tile.first.start, columns + tile.second.start, self.products.singles(values[rows, columns]))]
        if not tile.diagonal:
            rows, columns = positions_of(np.greater_equal(values, self._limits(tile.second)[None, :], out=reached))
            order = np.argsort(columns.astype(np.uint16), kind="stable")  # sorted by digits, ten times as fast
            rows, columns = rows[order], columns[order]
            similarities = self.products.singles(values[rows, columns])
            found.append((columns + tile.second.start, rows + tile.first.start, similarities))
        return found

    def _limits(self, rows: slice) -> NDArray[Any]:
        return self.products.limits(self.candidates.thresholds[rows])

    def _begin(self, tile: Tile, values: Singles) -> None:
        """Leave each row out of its own list, and give the rows a first threshold from this tile alone."""
        np.fill_diagonal(values, -np.inf)
        limits = kth_largest_at_least(values, self.candidates.k) - self.candidates.margin
        with self.lock:
            self.candidates.raise_thresholds(tile.first, limits)

    def _buffers(self, tile: Tile) -> tuple[Singles, NDArray[np.bool_]]:
        """Return this thread's own arrays, in the shape of a tile."""
        if not hasattr(self.own, "values"):
            self.own.values = aligned((TILE_ROWS * TILE_ROWS,), np.float32)
            self.own.reached = aligned((TILE_ROWS * TILE_ROWS,), np.bool_)
        size = tile.shape[0] * tile.shape[1]
        return self.own.values[:size].reshape(tile.shape), self.own.reached[:size].reshape(tile.shape)


def positions_of(reached: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Return rows and columns of the true values, by row. Much quicker than numpy's own search in two dimensions."""
    flat = np.flatnonzero(reached)
    rows: Indices = flat // reached.shape[1]
    return rows, flat - rows * reached.shape[1]
