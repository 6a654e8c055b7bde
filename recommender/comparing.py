"""Who is like whom now: the kept rankings brought up to date, and the lists that are cut from them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommender import conf, rankings, sources
from recommender.engine import scale, screening, updating, vectors
from recommender.engine.scale import Scale
from recommender.engine.screening import Screen
from recommender.engine.updating import Mask, Rankings
from recommender.engine.vectors import Vectors
from recommender.exceptions import WorkFolderUnusable
from recommender.lists import Ids, Lists

IN_A_FILE_FROM, ROWS_AT_ONCE = 100_000, 10_000
"""Vectors, of 1 KB each, that are rather mapped from a file than held in memory, and read from the database at once."""

SEED = 20_200_518
"""Of the sampled pairs: the same catalogue gives the same words, run after run."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The list of every visible image that has a vector, spares included, and what a similarity means.

    The rankings are those of the lists' images; `changed` (n,) marks those that are not kept as they are now.
    """

    lists: Lists
    rankings: Rankings
    changed: Mask
    scale: Scale


def compare(
    fingerprint: str,
    *,
    k: int,
    progress: Callable[[int, int], None] | None = None,
    screen: Screen = screening.screen,
) -> Compared:
    """Compare the vectors of one model, as far as they were not; vectors of another are never looked at."""
    ids, unit = embedded(fingerprint)
    stored = k + conf.spares_for(k)
    known = rankings.load(ids, rankings.stored(fingerprint), width=stored + conf.reserve_for(k))
    before = known.rankings.positions[:, :stored].copy()
    ranked, touched = updating.update(unit, known.rankings, known.fresh, least=stored, progress=progress, screen=screen)
    moved = (ranked.positions[:, :stored] != before).any(axis=1)
    return Compared(
        lists=cut(ids, ranked, stored, suspects=moved | known.fresh | known.shortened),
        rankings=ranked,
        changed=touched | known.shortened,
        scale=scale.measure(unit, np.random.default_rng(SEED)),
    )


def embedded(fingerprint: str) -> tuple[Ids, Vectors]:
    """Return the visible images that have a vector under a model, in order, and the vectors (n, d)."""
    rows = sources.embedded(fingerprint).values_list("image_id", "vector")
    if rows.count() >= IN_A_FILE_FROM:
        return in_a_file(rows.iterator(chunk_size=ROWS_AT_ONCE), conf.work_folder())
    pairs = [(pk, bytes(vector)) for pk, vector in rows]
    return np.array([pk for pk, _ in pairs], np.int64), vectors.unpack([vector for _, vector in pairs])


def in_a_file(rows: Iterable[tuple[int, bytes | memoryview]], folder: Path) -> tuple[Ids, Vectors]:
    """Return images and their vectors, which lie in a file without a name that goes with the last look at it.

    Raises WorkFolderUnusable where the folder takes none.
    """
    ids = list[int]()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            for pk, vector in rows:
                ids.append(pk)
                file.write(vector)
            return np.array(ids, np.int64), vectors.mapped(file, len(ids))
    except OSError as error:
        raise WorkFolderUnusable(folder, error) from error


def cut(ids: Ids, ranked: Rankings, length: int, *, suspects: Mask) -> Lists:
    """Return the beginnings of the rankings as lists of images."""
    return Lists(
        images=ids,
        recommended=rankings.images_at(ids, ranked.positions[:, :length]),
        similarities=ranked.similarities[:, :length],
        suspects=suspects,
    )
