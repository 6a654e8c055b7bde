"""A model goes to a worker with its file, so that a node needs none of its own."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender.distributed.portable import portable
from recommender.engine import weights
from tests.fake_model import FakeModel


def test_weights_are_loaded_from_what_came_along_where_the_node_has_no_such_file(tmp_path: Path) -> None:
    model = weights.bundled()
    parcel = portable(model)
    there = replace(parcel, model=replace(model, path=tmp_path / "absent.safetensors"))
    pixels = np.random.default_rng(0).integers(0, 256, (2, 112, 112, 3), np.uint8)
    assert np.array_equal(there.load().encode(pixels), model.load().encode(pixels))


def test_a_model_without_a_file_goes_as_it_is() -> None:
    arrived = pickle.loads(pickle.dumps(portable(FakeModel(name="other"))))  # noqa: S301 - from ourselves
    assert (arrived.model.name, arrived.content) == ("other", None)
