"""Vectors like those of a catalogue, made up."""

from __future__ import annotations

import numpy as np

from recommender.engine.vectors import DIMENSIONS, Vectors, to_unit

IMAGES_A_KIND = 20


def catalogue(count: int, *, seed: int = 0) -> Vectors:
    """Return vectors (count, 512): kinds of twenty images, no value negative, all in one narrow cone."""
    rng, cone = np.random.default_rng(seed), np.random.default_rng(1).normal(size=DIMENSIONS)
    kinds = rng.normal(size=(max(1, count // IMAGES_A_KIND), DIMENSIONS))
    features = kinds[rng.integers(0, len(kinds), count)] + rng.normal(size=(count, DIMENSIONS))
    return to_unit(np.maximum(features + 2 * cone, 0).astype(np.float32))
