"""The screening in 16-bit products, where a processor multiplies those several times as fast as single precision.

A brain float (bfloat16) has 8 bits of precision. Three things keep the error of a product small all the same. Vectors
are rounded after their mean is taken away, so what is rounded is short; the products with the mean are put back by
six more columns. What comes out is less the lowest threshold, so the values that matter are small, and so is what
rounding loses of them. And what rounding did to each vector is measured, not assumed: by Cauchy and Schwarz a product
of two is off by no more than the length of one's error times the length of the other (see `error_of`).

Whoever survives is decided upon in doubles, as after every screening: the lists have the same bits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommender.engine import screening
from recommender.engine.aligned import aligned
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.keeping import Keeper
from recommender.engine.screening import Tile
from recommender.engine.threads import threads

Bits = NDArray[np.int16]
"""Brain floats as what they are stored in; of values that are not negative, the order is that of these integers."""

COLUMNS_AT_ONCE = 32
"""A row has a multiple of so many values, as matrix units want it."""

ROWS_AT_ONCE = 512
"""So few that they stay in the processor's cache."""

LOWERED_AT_MOST = 0.03
"""By twice the error, thresholds are lowered; by more than this, and too many would survive."""

ONE, ANYTHING = np.int16(0x3F80), np.int16(-(2**15))
TRIED_ROWS, TRIED_COLUMNS, GAIN = 1024, 544, 1.5
"""What is multiplied to find out how quick brain floats are, and how many times as quick they have to be."""

SPLIT = 3
"""Brain floats that hold one number of single precision exactly, as their sum."""


class Multiply(Protocol):
    """Whoever multiplies brain floats and adds in single precision at least."""

    def __call__(self, first: Bits, second: Bits, out: Bits) -> None:
        """Write the products of the rows of one with those of the other, (n, m), rounded to the nearest, into `out`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Halves:
    """Unit vectors in brain floats: products of two are those of the vectors, less `below`, off by `error` at most.

    `rows` (n, width) hold the vector less the mean, its part of the products with the mean in `SPLIT` columns, as many
    ones, and zeros.
    """

    rows: Bits
    dimensions: int
    below: float
    error: float

    def turned(self, part: slice) -> Bits:
        """Return some rows with ones where they have a number, and the other way round: the other side of a product."""
        rows, middle = self.rows[part], self.dimensions + SPLIT
        turned: Bits = aligned(rows.shape, np.int16)
        turned[:] = rows
        number, ones = slice(self.dimensions, middle), slice(middle, middle + SPLIT)
        turned[:, number], turned[:, ones] = rows[:, ones], rows[:, number]
        return turned


class InHalves:
    """Products in brain floats, as a `screening.Products`."""

    def __init__(self, halves: Halves, multiply: Multiply) -> None:
        self.halves, self.multiply_rows = halves, multiply

    def multiply(self, tile: Tile, buffer: Singles) -> Bits:
        """Return the products of a tile's rows with each other, less `below`."""
        products = buffer.reshape(-1).view(np.int16)[: buffer.size].reshape(tile.shape)
        self.multiply_rows(self.halves.rows[tile.first], self.halves.turned(tile.second), products)
        return products

    def limits(self, thresholds: Singles) -> Bits:
        """Return thresholds rounded down; what is negative lets everything pass, for its order is another."""
        limits = thresholds - np.float32(self.halves.below)
        return np.where(limits < 0, ANYTHING, (limits.view(np.int32) >> 16).astype(np.int16))

    def singles(self, values: Bits) -> Singles:
        """Return the products in single precision."""
        products: Singles = singles(values) + np.float32(self.halves.below)
        return products


def screen(
    unit: Singles,
    k: int,
    *,
    multiply: Multiply,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
) -> Candidates:
    """Return what `screening.screen` returns, with products in brain floats where the thresholds are known."""
    quicker = partial(in_halves, multiply=multiply)
    return screening.screen(unit, k, progress=progress, keeper=keeper, quicker=quicker)


def in_halves(unit: Singles, candidates: Candidates, *, multiply: Multiply) -> InHalves | None:
    """Return products of unit vectors in brain floats, if they are fine enough for them: see `screening.Quicker`."""
    lowest = float(candidates.thresholds.min(initial=1.0))
    halves = rounded(unit, below=max(-1.0, lowest - LOWERED_AT_MOST))
    margin = np.float32(2 * halves.error)
    if margin > LOWERED_AT_MOST:
        return None
    candidates.margin = max(candidates.margin, margin)
    candidates.thresholds -= margin
    return InHalves(halves, multiply)


def pay(multiply: Multiply) -> bool:
    """Return whether brain floats are multiplied so much faster here that a screening gains, and as they must be."""
    rows = np.random.default_rng(0).normal(size=(TRIED_ROWS, TRIED_COLUMNS)).astype(np.float32)
    bits, wide, out = (
        brain_floats(rows),
        np.empty((TRIED_ROWS, TRIED_ROWS), np.float32),
        np.empty((TRIED_ROWS,) * 2, np.int16),
    )
    with threadpool_limits(1):
        single, half = (
            min(seconds(act) for _ in range(3))
            for act in (lambda: np.matmul(rows, rows.T, out=wide), lambda: multiply(bits, bits, out))
        )
    kept = singles(bits).astype(np.float64)
    exact = kept @ kept.T
    off = np.abs(singles(out) - exact) - 2.0**-8 * np.abs(exact)
    return half * GAIN < single and float(off.max()) < 1e-3


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def rounded(unit: Singles, *, below: float) -> Halves:
    """Return unit vectors (n, d) in brain floats, such that products of two are less by `below`."""
    count, dimensions = unit.shape
    width = -(-(dimensions + 2 * SPLIT) // COLUMNS_AT_ONCE) * COLUMNS_AT_ONCE
    rounding = Rounding(unit=unit, mean=unit.mean(axis=0), below=below, rows=aligned((count, width), np.int16))
    with threads(screening.THREADS) as pool:
        sizes = list(pool.map(rounding, range(0, count, ROWS_AT_ONCE)))
    error = error_of(*np.max(sizes, axis=0).tolist(), below=below, width=width)
    return Halves(rows=rounding.rows, dimensions=dimensions, below=below, error=error)


@dataclass(frozen=True, kw_only=True)
class Rounding:
    """Fills in rows of brain floats. The `mean` may be any vector; one near all others makes what is rounded short."""

    unit: Singles
    mean: Singles
    below: float
    rows: Bits

    def __call__(self, start: int) -> tuple[float, float, float]:
        """Fill in some rows; return the longest vector, the longest error, and the largest number among them."""
        part = slice(start, min(start + ROWS_AT_ONCE, len(self.unit)))
        dimensions = self.unit.shape[1]
        without = self.unit[part] - self.mean
        bits = brain_floats(without)
        kept = singles(bits)
        self.rows[part, :dimensions] = bits
        longest = longest_of(without) + longest_of(kept - without)  # the longer of the two, at most
        furthest = longest_of(kept - without) + 2.0**-23 * longest  # what taking the mean away has rounded
        mean = self.mean.astype(np.float64)
        numbers = self.unit[part].astype(np.float64) @ mean - (mean @ mean + self.below) / 2
        for column, piece in enumerate(pieces(numbers.astype(np.float32)), start=dimensions):
            self.rows[part, column] = piece
        self.rows[part, dimensions + SPLIT : dimensions + 2 * SPLIT] = ONE
        self.rows[part, dimensions + 2 * SPLIT :] = 0
        return longest, furthest, float(np.abs(numbers).max())


def longest_of(vectors: Singles) -> float:
    """Return how long the longest of some vectors (n, d) is, or a little more, for adding squares rounds."""
    return float(np.sqrt(np.einsum("ij,ij->i", vectors, vectors).max())) * (1 + 2.0**-12)


def error_of(longest: float, furthest: float, largest: float, *, below: float, width: int) -> float:
    """Return by how much a product may be off, rounding of the unit vectors themselves included.

    With a and b the vectors less their mean, no longer than `longest`, and a' and b' what is kept of them, no more than
    `furthest` from them: |ab - a'b'| <= |a - a'| |b| + |a'| |b - b'|. Of the `width` products, two numbers of at most
    `largest` among them, none is rounded; their sum is off by what adding in single precision may lose, twice that for
    units that cut off instead of rounding. The result, 1 - `below` at most, loses 2**-8 of itself as a brain float.
    """
    inputs = 2 * longest * furthest
    magnitude = longest**2 + 2 * largest
    adding = 2 * width * 2.0**-24 / (1 - 2 * width * 2.0**-24) * magnitude
    numbers = 2 * 2.0**-24 * largest
    most = 1 - below + inputs + adding
    return inputs + adding + numbers + 2.0**-8 * most + screening.error_bound(width)


def brain_floats(values: Singles) -> Bits:
    """Return values rounded to the nearest brain floats, of two equally near ones to the even one."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16).view(np.int16)


def singles(bits: Bits) -> Singles:
    """Return brain floats in single precision, exactly."""
    return (np.ascontiguousarray(bits).view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def pieces(numbers: Singles) -> list[Bits]:
    """Return numbers (n,) as `SPLIT` brain floats each, whose sum they are."""
    found: list[Bits] = []
    for _ in range(SPLIT):
        found.append(brain_floats(numbers))
        numbers = numbers - singles(found[-1])
    return found
