"""Originals to unit vectors: read with care, encoded, and those that give nothing named with the reason."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender import attempts, sources
from recommender.engine import vectors
from recommender.engine.encoder import Encoder, Features, Model, Pixels
from recommender.engine.vectors import Vectors
from recommender.sources import Original, Patience, Source


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """A batch of originals after the model: those that got a vector, the vectors (n, d), and those that got none.

    Originals that were not even asked for, because their storage had failed too often, are in neither list.
    """

    originals: list[Original]
    good: list[Source]
    unit: Vectors
    bad: list[Source]


def read_carefully(chosen: list[Original], model: Model, patience: Patience) -> Generator[list[Source], None, None]:
    """Yield all of them decoded, first those that no run died of, then the others one by one.

    What is being read is noted beforehand; a run that is stopped, not killed, takes its last notes back.
    """
    died, noted = attempts.deaths(), set[str]()
    calm = [original for original in chosen if original.content_hash not in died]
    suspects = [original for original in chosen if original.content_hash in died]

    def begin(batch: list[Original]) -> None:
        hashes = [original.content_hash for original in batch]
        attempts.begin(hashes)
        noted.update(hashes)

    try:
        yield from sources.batches(calm, model.preprocessing, patience, begin=begin)
        yield from sources.one_by_one(suspects, model.preprocessing, patience, begin=begin)
    except BaseException:
        attempts.take_back(noted)
        raise


def encode(encoder: Encoder, batch: list[Source]) -> Encoded:
    """Return a batch of decoded originals after the model."""
    readable, unreadable = readable_in(batch)
    originals = [source.original for source in batch]
    if not readable:
        return Encoded(originals=originals, good=[], unit=vectors.unpack([]), bad=unreadable)
    features = encoder.encode(pixels_of(readable))
    return judged(originals, readable, features, unreadable)


def judged(originals: list[Original], readable: list[Source], features: Features, unreadable: list[Source]) -> Encoded:
    """Return a batch of which these originals could be read and gave these features (n, d)."""
    usable = vectors.usable(features)
    good, mute = apart(readable, usable)
    return Encoded(originals=originals, good=good, unit=vectors.to_unit(features[usable]), bad=unreadable + mute)


def readable_in(batch: list[Source]) -> tuple[list[Source], list[Source]]:
    """Return the sources that have pixels, and those that were asked for and have none."""
    return (
        [source for source in batch if source.pixels is not None],
        [source for source in batch if source.pixels is None and source.asked],
    )


def pixels_of(readable: list[Source]) -> Pixels:
    """Return the pixels of sources that have some, as one array."""
    return np.stack([source.pixels for source in readable if source.pixels is not None])


def apart(readable: list[Source], usable: NDArray[np.bool_]) -> tuple[list[Source], list[Source]]:
    """Return the sources whose features are usable, and the others, with the reason."""
    good = [source for source, fine in zip(readable, usable, strict=True) if fine]
    mute = [
        replace(source, reason="its features are not finite numbers, or all zero")
        for source, fine in zip(readable, usable, strict=True)
        if not fine
    ]
    return good, mute
