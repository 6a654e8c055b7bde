"""Stored vectors in memory from one question to the next, while the catalogue is the same and they are not many."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from gallery.versions import catalogue
from recommender import runs, sources
from recommender.engine import neighbours, vectors
from recommender.engine.neighbours import Doubles
from recommender.engine.vectors import Vectors
from recommender.lists import Ids

BLOCK_ROWS = 8_192
"""Read and compared at once: 8 MB as they are kept, 34 MB in doubles."""

MOST_HELD = 100_000
"""Vectors that stay in memory, 100 MB of them; of a larger catalogue they are read with each question."""

Name = tuple[str, str, int]


@dataclass(frozen=True, kw_only=True)
class Block:
    """Some vectors (n, d) of visible images, the images' numbers, and the squared lengths."""

    images: Ids
    vectors: Vectors
    squares: Doubles


class Held:
    """What was read last. Threads may share it: what is kept is replaced as a whole."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self.most = most
        self._kept: tuple[Name, list[Block]] | None = None

    def blocks(self, fingerprint: str) -> Iterator[Block]:
        """Yield the stored vectors of a model, some at a time."""
        kept, now = self._kept, name_of(fingerprint)
        if kept is not None and kept[0] == now:
            yield from kept[1]
            return
        few: list[Block] = []
        count = 0
        for block in read(fingerprint):
            yield block
            count += len(block.images)
            few = [*few, block] if count <= self.most else []
        self._kept = (now, few) if count <= self.most else None


def name_of(fingerprint: str) -> Name:
    """Return what the vectors are called that are stored now; it is read first, so they may be newer, never older."""
    run = runs.last_that_published()
    return fingerprint, catalogue().version, run.pk if run else 0


def read(fingerprint: str) -> Iterator[Block]:
    """Yield the stored vectors of a model from the database."""
    rows = sources.embedded(fingerprint).values_list("image_id", "vector").iterator(chunk_size=BLOCK_ROWS)
    while batch := [(pk, bytes(vector)) for pk, vector in islice(rows, BLOCK_ROWS)]:
        unit = vectors.unpack([vector for _, vector in batch])
        images = np.array([pk for pk, _ in batch], np.int64)
        yield Block(images=images, vectors=unit, squares=neighbours.squared_lengths(unit))


HELD = Held()
