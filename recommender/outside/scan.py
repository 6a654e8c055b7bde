"""A vector against all that are stored, exactly: a block at a time, so that memory does not grow with the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from recommender.engine import neighbours
from recommender.engine.neighbours import Doubles
from recommender.engine.vectors import Vectors
from recommender.lists import Ids
from recommender.outside.held import HELD, Block, Held


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """The images most like a vector, best first, equal ones by number; and how like."""

    images: Ids
    similarities: Doubles


def nearest(vector: Vectors, fingerprint: str, *, k: int, least: float = -1.0, held: Held = HELD) -> Nearest:
    """Return the visible images nearest to a vector (1, d) of a model, at most k, each at least so similar.

    Products are exact, as in `engine.vectors`: the values are those that a run would store.
    """
    return best(vector, held.blocks(fingerprint), k=k, least=least)


def best(vector: Vectors, blocks: Iterable[Block], *, k: int, least: float) -> Nearest:
    """Return the nearest images of some blocks."""
    images, similarities = np.empty(0, np.int64), np.empty(0)
    for block in blocks:
        images = np.concatenate([images, block.images])
        similarities = np.concatenate([similarities, cosines(vector, block)])
        order = np.lexsort((images, -similarities))[:k]
        images, similarities = images[order], similarities[order]
    enough = similarities >= least
    return Nearest(images=images[enough], similarities=similarities[enough])


def cosines(vector: Vectors, block: Block) -> Doubles:
    """Return the exact cosines of a vector (1, d) with those of a block, shape (n,)."""
    products = block.vectors.astype(np.float64) @ vector[0].astype(np.float64)
    return neighbours.as_cosines(products, block.squares * neighbours.squared_lengths(vector))
