"""What a GPU finds leads to the same lists. No GPU is needed: torch does on a CPU what it does there."""

from __future__ import annotations

from functools import partial
from unittest import mock

import numpy as np
import pytest
import torch

from recommender.engine import halves, neighbours, resnet, screening, weights
from recommender.engine.neighbours import Neighbours, top_k
from recommender.engine.resnet import ResNet18, screen_in_halves, screen_on, screen_on_if_it_fits
from recommender.engine.screening import Screen
from recommender.engine.vectors import Vectors
from tests.recommender.engine.reference import random_vectors

ON_CPU = partial(screen_on, torch.device("cpu"))


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have few vectors screened, a few rows at a time, the last ones fewer."""
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 1)
    monkeypatch.setattr(resnet, "MOST_SIMILARITIES", 7 * 300)


def dense(vectors: Vectors, k: int) -> Neighbours:
    """Return the lists by doubles alone."""
    found = Neighbours(positions=np.empty((len(vectors), k), np.int64), similarities=np.empty((len(vectors), k)))
    neighbours.look_at_all(vectors, np.arange(len(vectors)), found, lambda done, total: None)
    return found


def same(left: Neighbours, right: Neighbours) -> bool:
    return np.array_equal(left.positions, right.positions) and np.array_equal(left.similarities, right.similarities)


@pytest.mark.parametrize("distinct", [300, 60, 2, 1], ids=lambda distinct: f"{distinct} of 300 differ")
def test_the_lists_are_those_of_doubles(distinct: int) -> None:
    vectors = random_vectors(count=300, dimensions=64, distinct=distinct)
    assert same(top_k(vectors, 5, screen=ON_CPU), dense(vectors, 5))


def test_a_row_with_more_ties_than_are_kept_is_left_to_doubles_and_no_other() -> None:
    vectors = random_vectors(count=300, dimensions=64)
    vectors[:200] = vectors[0]
    unit = vectors.astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    candidates = ON_CPU(unit, 5)
    assert candidates.crowded[:200].all()
    assert not candidates.crowded.all()
    assert (candidates.counts[~candidates.crowded] >= 5).all()


def test_progress_is_told_in_rows_up_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    unit = random_vectors(count=20, dimensions=8).astype(np.float32)
    resnet.MOST_SIMILARITIES = 160  # the fixture puts it back
    ON_CPU(unit, 3, progress=lambda done, total: told.append((done, total)))
    assert told == [(8, 20), (16, 20), (20, 20)]


def test_an_encoder_on_a_gpu_lends_it() -> None:
    encoder = ResNet18(weights.bundled())
    encoder.device = torch.device("cuda")
    assert (encoder.screen.func, encoder.screen.args) == (screen_on_if_it_fits, (torch.device("cuda"),))  # type: ignore[attr-defined]


def test_what_does_not_fit_into_its_memory_is_compared_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, fits = random_vectors(count=300, dimensions=64), partial(screen_on_if_it_fits, torch.device("cpu"))
    assert same(top_k(vectors, 5, screen=fits), dense(vectors, 5))
    monkeypatch.setattr(resnet, "screen_on", mock.Mock(side_effect=torch.OutOfMemoryError("CUDA out of memory")))
    assert same(top_k(vectors, 5, screen=fits), dense(vectors, 5))


@pytest.mark.parametrize(("pay", "screen"), [(True, screen_in_halves), (False, screening.screen)])
def test_one_on_a_cpu_compares_in_16_bits_where_that_pays(
    monkeypatch: pytest.MonkeyPatch, pay: bool, screen: Screen
) -> None:
    monkeypatch.setattr(halves, "pay", lambda multiply: pay)
    assert ResNet18(weights.bundled()).screen is screen
