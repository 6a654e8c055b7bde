"""Exact nearest neighbours by cosine, every vector against every other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from recommender.engine import screening
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.screening import Screen
from recommender.engine.threads import threads
from recommender.engine.vectors import Vectors

SCREENED_FROM = 4096
"""Vectors from which on the screening pays; below, doubles alone take a fraction of a second."""

BLOCK_BYTES = 64 * 1024**2
OTHERS_AT_ONCE = 8192

FEWEST_ROWS = 64
"""Compared with all others at once, however many others there are."""

ROWS_DECIDED_TOGETHER = 256

PART_ROWS = 4096
"""Converted at once, by one thread."""

Doubles = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """For each of n vectors its nearest others, best first. Both arrays have shape (n, min(k, n - 1))."""

    positions: Positions
    similarities: Doubles


def top_k(
    vectors: Vectors,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    screen: Screen = screening.screen,
) -> Neighbours:
    """Return the true k nearest others of every vector by cosine.

    `vectors` are (n, d) unit vectors of 16-bit floats; their inner products in doubles are exact (see `vectors`), and
    so are ties. Equal similarities are ordered by position; a vector is left out of its own list by position, so
    identical vectors recommend each other with a similarity of exactly 1. Fewer than k others give lists of n - 1.
    `progress` is called with rows done and rows in all; `screen` finds the candidates among many vectors. Raises
    ValueError where k is below 1.

    >>> found = top_k(np.eye(3, 2, dtype=np.float16) + np.float16(1), 2)
    >>> found.positions.tolist()
    [[2, 1], [2, 0], [0, 1]]
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    told = progress or (lambda done, total: None)
    count = len(vectors)
    width = max(0, min(k, count - 1))
    found = Neighbours(positions=np.empty((count, width), np.int64), similarities=np.empty((count, width), np.float64))
    if width == 0:
        return found
    if count < SCREENED_FROM or width >= screening.TILE_ROWS // 4:
        look_at_all(vectors, np.arange(count), found, told)
    else:
        look_at_survivors(vectors, found, told, screen)
    return found


def look_at_all(
    vectors: Vectors,
    rows: Positions,
    found: Neighbours,
    progress: Callable[[int, int], None],
    *,
    seen: Callable[[Positions, Doubles], None] | None = None,
) -> None:
    """Fill in the lists of these rows from all their similarities in doubles, a block of rows at a time.

    `seen` is called with the rows of each block and their cosines with all, themselves included.
    """
    squares = squared_lengths(vectors)
    step = max(FEWEST_ROWS, BLOCK_BYTES // (8 * len(vectors)))
    for start in range(0, len(rows), step):
        chunk = rows[start : start + step]
        block = cosines_with_all(vectors, squares, chunk)
        if seen is not None:
            seen(chunk, block)
        block[np.arange(len(chunk)), chunk] = -np.inf
        found.positions[chunk], found.similarities[chunk] = largest(block, found.positions.shape[1])
        progress(start + len(chunk), len(rows))


def cosines_with_all(vectors: Vectors, squares: Doubles, rows: Positions) -> Doubles:
    """Return the exact cosines of some rows with all, shape (rows, n), with few vectors in doubles at a time."""
    wide, products = vectors[rows].astype(np.float64), np.empty((len(rows), len(vectors)))
    for start in range(0, len(vectors), OTHERS_AT_ONCE):
        others = slice(start, start + OTHERS_AT_ONCE)
        np.matmul(wide, vectors[others].astype(np.float64).T, out=products[:, others])
    return as_cosines(products, squares[rows][:, None] * squares[None, :])


def look_at_survivors(
    vectors: Vectors, found: Neighbours, progress: Callable[[int, int], None], screen: Screen
) -> None:
    """Fill in all lists: single precision finds who can be in them, doubles decide who is.

    Rows go through the screening in random order, so that alike ones do not meet all at once; a row with more ties than
    the screening keeps is looked at as a whole.
    """
    count, k = found.positions.shape
    order = np.random.default_rng(0).permutation(count)
    squares = squared_lengths(vectors)
    unit = in_singles(vectors, order, squares)
    candidates = screen(unit, k, progress=lambda done, total: progress(count * done // total, count))
    del unit  # of a million vectors 2 GB, and as many are needed now
    single = widened(vectors)  # exact, and gathered much faster than halves
    deciding = Deciding(single=single, squares=squares, order=order, candidates=candidates, found=found)
    clear = np.flatnonzero(~candidates.crowded)
    alike = clear[np.argsort(candidates.counts[clear], kind="stable")]  # together, none waits for one with far more
    with threadpool_limits(1), threads(screening.THREADS) as pool:
        starts = range(0, len(alike), ROWS_DECIDED_TOGETHER)
        list(pool.map(deciding, (alike[start : start + ROWS_DECIDED_TOGETHER] for start in starts)))
    if candidates.crowded.any():
        look_at_all(vectors, order[candidates.crowded], found, lambda done, total: progress(count, count))


def in_singles(vectors: Vectors, order: Positions, squares: Doubles) -> Singles:
    """Return vectors (n, d) in another order and at unit length as far as single precision goes, a part at a time."""
    unit: Singles = np.empty(vectors.shape, np.float32)

    def fill(part: slice) -> None:
        rows = order[part]
        lengths: Singles = np.sqrt(squares[rows]).astype(np.float32)
        np.divide(vectors[rows], lengths[:, None], out=unit[part])

    in_parts(fill, len(order))
    return unit


def widened(vectors: Vectors) -> Singles:
    """Return vectors (n, d) in single precision, exactly."""
    single: Singles = np.empty(vectors.shape, np.float32)

    def fill(part: slice) -> None:
        single[part] = vectors[part]

    in_parts(fill, len(vectors))
    return single


def in_parts(act: Callable[[slice], None], count: int) -> None:
    """Do something with so many rows, a part at a time, in the screening's threads; few rows are worth no thread."""
    if count <= PART_ROWS:
        act(slice(0, count))
        return
    with threads(screening.THREADS) as pool:
        list(pool.map(act, (slice(start, start + PART_ROWS) for start in range(0, count, PART_ROWS))))


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Turns candidates into lists by their exact similarities. Candidates count in the screening's `order`."""

    single: Singles
    squares: Doubles
    order: Positions
    candidates: Candidates
    found: Neighbours

    def __call__(self, place: Positions) -> None:
        """Fill in the lists of some screened rows, a few hundred of them, none of which is crowded."""
        counts = self.candidates.counts[place]
        rows, columns = self.order[place], self.order[self.candidates.columns[place, : counts.max()]]
        others, own = self.single[columns].astype(np.float64), self.single[rows].astype(np.float64)
        products = np.matmul(others, own[:, :, None])[:, :, 0]
        similarities = as_cosines(products, self.squares[rows][:, None] * self.squares[columns])
        nothing = np.arange(columns.shape[1]) >= counts[:, None]
        similarities[nothing], columns[nothing] = -np.inf, len(self.order)
        best = np.lexsort((columns, -similarities), axis=1)[:, : self.found.positions.shape[1]]
        self.found.positions[rows] = np.take_along_axis(columns, best, axis=1)
        self.found.similarities[rows] = np.take_along_axis(similarities, best, axis=1)


def squared_lengths(vectors: Vectors) -> Doubles:
    """Return the squared lengths of vectors (n, d), shape (n,), exact."""
    squares: Doubles = np.empty(len(vectors))

    def fill(part: slice) -> None:
        wide = vectors[part].astype(np.float64)
        np.einsum("ij,ij->i", wide, wide, out=squares[part])

    in_parts(fill, len(vectors))
    return squares


def as_cosines(products: Doubles, squares: Doubles) -> Doubles:
    """Return inner products, overwritten, as cosines; `squares` are the products of both squared lengths.

    The root is taken of the product of the squares: for equal vectors it gives the square back, and so exactly 1.
    """
    products /= np.sqrt(squares)
    return np.clip(products, -1.0, 1.0, out=products)


def largest(block: Doubles, width: int) -> tuple[Positions, Doubles]:
    """Return positions and values of the `width` largest of each row, best first, equal ones by position."""
    count = block.shape[1]
    positions = np.argpartition(block, count - width, axis=1)[:, count - width :]
    threshold = np.take_along_axis(block, positions, axis=1).min(axis=1)
    ambiguous = np.flatnonzero((block >= threshold[:, None]).sum(axis=1) > width)
    for row in ambiguous:  # the partition chose arbitrarily among values equal to the smallest kept
        above = np.flatnonzero(block[row] > threshold[row])
        level = np.flatnonzero(block[row] == threshold[row])[: width - len(above)]
        positions[row] = np.concatenate([above, level])
    values = np.take_along_axis(block, positions, axis=1)
    order = np.lexsort((positions, -values), axis=1)
    return np.take_along_axis(positions, order, axis=1), np.take_along_axis(values, order, axis=1)
