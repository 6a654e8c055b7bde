"""What workers do. Ray imports this before Django has its settings, so whatever needs them is imported afterwards."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import ray

from recommender.distributed import working
from recommender.distributed.portable import Portable
from recommender.distributed.working import Order
from recommender.engine import blocks
from recommender.engine.blocks import Found
from recommender.engine.candidates import Singles
from recommender.engine.encoder import Encoder, Preprocessing
from recommender.engine.screening import Quicker

Row = dict[str, Any]
"""What Ray Data carries: numbers, text and bytes by name."""


def read_row(row: Row, *, order: Order, preprocessing: Preprocessing, failures: float) -> Row:
    """Return a batch decoded: the pixels of those that can be read, and of all what became of them."""
    working.prepare(order)
    from recommender import encoding
    from recommender.distributed import decoding
    from recommender.sources import Original, Patience

    batch = [Original(**values) for values in json.loads(row["originals"])]
    sources = decoding.read_all(batch, preprocessing, Patience(failures))
    readable, _ = encoding.readable_in(sources)
    said = [{"reason": source.reason, "asked": source.asked, "failure": source.failure} for source in sources]
    pixels = encoding.pixels_of(readable).tobytes() if readable else b""
    return {"place": row["place"], "said": json.dumps(said), "pixels": pixels}


class EncodingActor:
    """Holds the model and encodes batches; one a core, or one a GPU."""

    def __init__(self, order: Order, model: ray.ObjectRef[Portable], crop: int) -> None:
        working.prepare(order)
        self.encoder: Encoder = ray.get(model).load()
        self.crop = crop
        self.name = f"{ray.get_runtime_context().get_node_id()[:8]}/{os.getpid()}"

    def __call__(self, row: Row) -> Row:
        """Return a batch with features in place of pixels."""
        pixels = np.frombuffer(row["pixels"], np.uint8).reshape(-1, self.crop, self.crop, 3)
        features = self.encoder.encode(pixels).astype("<f4").tobytes() if len(pixels) else b""
        return {"place": row["place"], "said": row["said"], "features": features, "by": self.name}


@dataclass(frozen=True, kw_only=True)
class About:
    """What goes along with all pieces: the order, how many neighbours are wanted, and whether vectors are many."""

    order: Order
    k: int
    many: bool


def compare_two(first: Singles, second: Singles | None, thresholds: Singles, about: About) -> Found:
    """Return which pairs of two blocks can be among the k best of either row."""
    working.prepare(about.order)
    return blocks.compare(first, second, k=about.k, thresholds=thresholds, quicker=quicker() if about.many else None)


@cache
def quicker() -> Quicker | None:
    """Return 16-bit products where this worker has torch and units for them."""
    try:
        from recommender.engine.resnet import quicker_on_the_cpu
    except ModuleNotFoundError:
        return None
    return quicker_on_the_cpu()
