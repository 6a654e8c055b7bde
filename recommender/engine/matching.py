"""Where in an image its likeness to others lies: what each cell of a grid adds to the similarity.

An image's features are the mean of what the network's last layer says of the cells of a grid, f_1 to f_c. So its cosine
with a unit vector b is a sum over the cells: <mean f, b> / |mean f| = sum of <f_p, b> / (c |mean f|). Nothing in it is
estimated. Source: Stylianou, Souvenir and Pless 2019, "Visualizing Deep Similarity Networks", arXiv 1901.00536.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.engine.encoder import Grid
from recommender.engine.vectors import Vectors

Parts = NDArray[np.float64]
"""What each cell adds to the similarity with each of m others: (m, side * side), row by row of the grid."""

Maps = NDArray[np.uint8]
"""The same in a byte a cell, each of the m maps on a scale of its own."""

HIGHEST = 255


def parts(grid: Grid, others: Vectors) -> Parts:
    """Return what each cell of an image's grid (side, side, d) adds to its cosine with other unit vectors (m, d).

    Each row sums to the cosine, as far as the others are at unit length: kept ones are within 16-bit rounding. Raise
    ValueError where the features, the grid's mean, have no direction, or the dimensions differ.

    >>> parts(np.array([[[3, 0], [0, 0]], [[0, 2], [0, 2]]], np.float32), np.array([[1, 0]], np.float16))
    array([[0.6, 0. , 0. , 0. ]])
    """
    if grid.shape[-1] != others.shape[-1]:
        raise ValueError(f"grid and vectors must have as many dimensions, got {grid.shape[-1]} and {others.shape[-1]}")
    cells = grid.reshape(-1, grid.shape[-1]).astype(np.float64)
    length = np.linalg.norm(cells.sum(axis=0))
    if not (np.isfinite(length) and length > 0):
        raise ValueError(f"the features of a grid must be finite and not all zero, got a length of {length}")
    added: Parts = others.astype(np.float64) @ cells.T / length
    return added


def as_bytes(added: Parts) -> Maps:
    """Return parts (m, cells) in a byte each: 0 for what adds nothing or takes away, 255 for the largest of its row.

    Rounded to the nearest, a half to the even one; several cells may be the largest, and a row without a positive part
    is all 0.

    >>> as_bytes(np.array([[0.6, 0.3, 0, -0.2]]))
    array([[255, 128,   0,   0]], dtype=uint8)
    """
    positive = np.maximum(added, 0)
    largest = positive.max(axis=1, keepdims=True)
    scaled = np.divide(positive, largest, out=np.zeros_like(positive), where=largest > 0)
    maps: Maps = np.rint(scaled * HIGHEST).astype(np.uint8)
    return maps
