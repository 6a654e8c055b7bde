"""Lists as tests spell them, and as they are written."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recommender import writing
from tests.recommender.catalogue import Rows

Lists = dict[int, list[tuple[int, float]]]
"""Image, and what is recommended for it with the similarity, best first."""


def ranked(lists: Lists) -> Rows:
    """Return every row by image and rank: image, rank, recommended image, similarity."""
    return [(pk, rank, *row) for pk in sorted(lists) for rank, row in enumerate(lists[pk], start=1)]


def as_rows(rows: Rows) -> writing.Rows:
    """Return rows as arrays."""
    image, rank, recommended, similarity = zip(*rows, strict=True) if rows else ((), (), (), ())
    return writing.Rows(
        image=np.array(image, np.int64),
        rank=np.array(rank, np.int64),
        recommended=np.array(recommended, np.int64),
        similarity=np.array(similarity, np.float64),
    )


def write(lists: Lists, stale_image_ids: Iterable[int] = (), *, anew: bool = False) -> None:
    """Write lists."""
    writing.write(as_rows(ranked(lists)), stale_image_ids, anew=anew)
