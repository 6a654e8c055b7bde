"""A vector against all that are stored, exactly: a block at a time, so that memory does not grow with the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from recommender import sources
from recommender.engine import neighbours, vectors
from recommender.engine.neighbours import Doubles
from recommender.engine.vectors import Vectors
from recommender.lists import Ids

BLOCK_ROWS = 8_192
"""16 MB of them in memory at once, in whatever precision."""


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The images most like a vector, best first, equal ones by number; and how like."""

    images: Ids
    similarities: Doubles


def nearest(vector: Vectors, fingerprint: str, *, k: int, least: float = -1.0) -> Nearest:
    """Return the visible images nearest to a vector (1, d) of a model, at most k, each at least so similar.

    Products are exact, as in `engine.vectors`: the values are those that a run would store.
    """
    images, similarities = np.empty(0, np.int64), np.empty(0)
    for ids, block in blocks(fingerprint):
        found = cosines(vector, block)
        images, similarities = np.concatenate([images, ids]), np.concatenate([similarities, found])
        order = np.lexsort((images, -similarities))[:k]
        images, similarities = images[order], similarities[order]
    enough = similarities >= least
    return Nearest(images=images[enough], similarities=similarities[enough])


def blocks(fingerprint: str) -> Iterator[tuple[Ids, Vectors]]:
    """Yield the stored vectors of a model, some at a time, with their images' numbers."""
    rows = sources.embedded(fingerprint).values_list("image_id", "vector").iterator(chunk_size=BLOCK_ROWS)
    while batch := [(pk, bytes(vector)) for pk, vector in islice(rows, BLOCK_ROWS)]:
        ids = np.array([pk for pk, _ in batch], np.int64)
        yield ids, vectors.unpack([vector for _, vector in batch])


def cosines(vector: Vectors, others: Vectors) -> Doubles:
    """Return the exact cosines of a vector (1, d) with others (n, d), shape (n,)."""
    products = others.astype(np.float64) @ vector[0].astype(np.float64)
    squares = neighbours.squared_lengths(others) * neighbours.squared_lengths(vector)
    return neighbours.as_cosines(products, squares)
