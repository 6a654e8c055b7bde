"""Originals to vectors on a cluster: read and decoded by tasks, encoded by actors that hold the model, with Ray Data.

A batch stays together from the original to the vector and has the images that it would have here: a network's last bits
depend on how many go through it at once, and rows must not depend on where they were made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import ray
from ray.data import ActorPoolStrategy, Dataset

from recommender import conf, encoding
from recommender.distributed.portable import Portable
from recommender.distributed.tasks import EncodingActor, Row, read_row
from recommender.distributed.working import Order
from recommender.encoding import Encoded
from recommender.engine.encoder import Features, Preprocessing
from recommender.engine.vectors import DIMENSIONS
from recommender.sources import Original, Source

SHARE = 0.5
"""Of a core, for a decoding task and for an actor each: where a core has one of both, neither waits long."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done with all batches, and by how many actors."""

    order: Order
    preprocessing: Preprocessing
    model: ray.ObjectRef[Portable]
    failures: float
    actors: int
    gpus: bool


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A batch that was encoded, who encoded it, and what the storage said to each question: nothing, or why not."""

    batch: Encoded
    by: str
    failures: list[str]


def arriving(chosen: list[Original], work: Work) -> Iterator[Arrived]:
    """Yield the originals after the model, batch by batch, as they are finished."""
    starts = range(0, len(chosen), conf.BATCH_IMAGES)
    batches = [chosen[start : start + conf.BATCH_IMAGES] for start in starts]
    for row in pipeline(batches, work).iter_rows():
        yield arrived(batches[row["place"]], row)


def pipeline(batches: list[list[Original]], work: Work) -> Dataset:
    """Return what Ray Data is to do, a batch a row."""
    rows = [{"place": place, "originals": as_text(batch)} for place, batch in enumerate(batches)]
    read = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        read_row,
        fn_kwargs={"order": work.order, "preprocessing": work.preprocessing, "failures": work.failures},
        num_cpus=SHARE,
    )
    return read.map(
        EncodingActor,
        fn_constructor_args=(work.order, work.model, work.preprocessing.crop),
        compute=ActorPoolStrategy(size=work.actors),
        num_cpus=0 if work.gpus else SHARE,
        num_gpus=1 if work.gpus else 0,
    )


def as_text(batch: list[Original]) -> str:
    """Return originals as text."""
    return json.dumps([asdict(original) for original in batch])


def arrived(batch: list[Original], row: Row) -> Arrived:
    """Return what a row says of a batch."""
    said = json.loads(row["said"])
    sources = [
        Source(original=original, reason=each["reason"], asked=each["asked"])
        for original, each in zip(batch, said, strict=True)
    ]
    readable = [source for source in sources if not source.reason]
    unreadable = [source for source in sources if source.reason and source.asked]
    encoded = encoding.judged(batch, readable, features_in(row, len(readable)), unreadable)
    failures = [each["failure"] for each in said if each["asked"]]
    return Arrived(batch=encoded, by=row["by"], failures=failures)


def features_in(row: Row, count: int) -> Features:
    """Return the features (n, d) in a row, of so many images."""
    if not count:
        return np.empty((0, DIMENSIONS), np.float32)
    features: Features = np.frombuffer(row["features"], "<f4").reshape(count, -1)
    return features
