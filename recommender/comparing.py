"""Who is like whom now: the kept rankings brought up to date, and the lists that are cut from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommender import conf, rankings, sources
from recommender.engine import scale, screening, updating, vectors
from recommender.engine.scale import Scale
from recommender.engine.screening import Screen
from recommender.engine.updating import Mask, Rankings
from recommender.engine.vectors import Vectors
from recommender.lists import Ids, Lists

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
    rows = [(pk, bytes(vector)) for pk, vector in sources.embedded(fingerprint).values_list("image_id", "vector")]
    return np.array([pk for pk, _ in rows], np.int64), vectors.unpack([vector for _, vector in rows])


def cut(ids: Ids, ranked: Rankings, length: int, *, suspects: Mask) -> Lists:
    """Return the beginnings of the rankings as lists of images."""
    return Lists(
        images=ids,
        recommended=rankings.images_at(ids, ranked.positions[:, :length]),
        similarities=ranked.similarities[:, :length],
        suspects=suspects,
    )
