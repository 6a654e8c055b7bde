"""Exact nearest neighbours by cosine, every vector against every other, in blocks of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine.vectors import Vectors

BLOCK_BYTES = 64 * 1024**2

Doubles = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """For each of n vectors its nearest others, best first. Both arrays have shape (n, min(k, n - 1))."""

    positions: Positions
    similarities: Doubles


def top_k(vectors: Vectors, k: int, *, progress: Callable[[int, int], None] | None = None) -> Neighbours:
    """Return the true k nearest others of every vector by cosine.

    `vectors` are (n, d) unit vectors of 16-bit floats; their inner products in doubles are exact (see `vectors`), and
    so are ties. Equal similarities are ordered by position; a vector is left out of its own list by position, so
    identical vectors recommend each other with a similarity of exactly 1. Fewer than k others give lists of n - 1.
    `progress` is called with rows done and rows in all. Raises ValueError where k is below 1.

    >>> found = top_k(np.eye(3, 2, dtype=np.float16) + np.float16(1), 2)
    >>> found.positions.tolist()
    [[2, 1], [2, 0], [0, 1]]
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    count = len(vectors)
    width = max(0, min(k, count - 1))
    found = Neighbours(positions=np.empty((count, width), np.int64), similarities=np.empty((count, width), np.float64))
    if width == 0:
        return found
    wide, squares = as_doubles(vectors)
    step = max(1, BLOCK_BYTES // (8 * count))
    for start in range(0, count, step):
        rows = slice(start, min(start + step, count))
        block = cosines(wide[rows], squares[rows], wide, squares)
        own = np.arange(rows.start, rows.stop)
        block[own - start, own] = -np.inf
        found.positions[rows], found.similarities[rows] = largest(block, width)
        if progress is not None:
            progress(rows.stop, count)
    return found


def as_doubles(vectors: Vectors) -> tuple[Doubles, Doubles]:
    """Return vectors (n, d) as doubles and their squared lengths (n,), both exact."""
    wide = vectors.astype(np.float64)
    return wide, np.einsum("ij,ij->i", wide, wide)


def cosines(rows: Doubles, row_squares: Doubles, others: Doubles, other_squares: Doubles) -> Doubles:
    """Return the cosines of every row with every other, shape (rows, others), within -1 and 1.

    The root is taken of the product of the squares: for equal vectors it gives the square back, and so exactly 1.
    """
    products = rows @ others.T
    products /= np.sqrt(row_squares[:, None] * other_squares[None, :])
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
