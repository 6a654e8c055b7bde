"""Nearest neighbours the slow way, in plain Python, and vectors to try them on."""

from __future__ import annotations

import math

import numpy as np

from recommender.engine.vectors import Vectors, to_unit

Listed = list[tuple[int, float]]
"""Positions and similarities, best first."""


def brute_force(vectors: Vectors, k: int) -> list[Listed]:
    """Return every vector's k nearest others: every pair compared, everything sorted, equal ones by position."""
    rows = [[float(value) for value in vector] for vector in vectors]
    return [nearest(rows, position)[:k] for position in range(len(rows))]


def nearest(rows: list[list[float]], position: int) -> Listed:
    """Return all other rows with their cosines, best first."""
    others = [(other, cosine(rows[position], rows[other])) for other in range(len(rows)) if other != position]
    return sorted(others, key=lambda listed: (-listed[1], listed[0]))


def cosine(left: list[float], right: list[float]) -> float:
    """Return the cosine of two rows; the sums are exact."""
    product, own, other = (
        math.fsum(a * b for a, b in zip(*pair, strict=True)) for pair in ((left, right), (left, left), (right, right))
    )
    return max(-1.0, min(1.0, product / math.sqrt(own * other)))


def random_vectors(*, count: int, dimensions: int = 16, distinct: int | None = None, seed: int = 0) -> Vectors:
    """Return unit vectors, of which no more than `distinct` differ."""
    rng = np.random.default_rng(seed)
    pool = to_unit(rng.normal(size=(max(1, distinct or count), dimensions)).astype(np.float32))
    chosen = rng.integers(0, len(pool), count) if distinct else np.arange(count)
    return pool[chosen]
