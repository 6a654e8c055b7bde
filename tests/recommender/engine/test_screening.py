"""The screening in single precision loses nobody: lists are those of doubles, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import neighbours, screening
from recommender.engine.candidates import kth_largest
from recommender.engine.neighbours import Neighbours, top_k
from recommender.engine.vectors import Vectors, to_unit

TILE_ROWS = 64


@pytest.fixture(autouse=True, scope="module")
def small_tiles() -> Iterator[None]:
    """Screen small catalogues too, in many tiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "TILE_ROWS", TILE_ROWS)
        yield


def both_ways(vectors: Vectors, k: int) -> tuple[Neighbours, Neighbours]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "SCREENED_FROM", 2)
        screened = top_k(vectors, k)
        patch.setattr(neighbours, "SCREENED_FROM", 10**9)
        return screened, top_k(vectors, k)


def assert_equal(screened: Neighbours, all_looked_at: Neighbours) -> None:
    assert np.array_equal(screened.positions, all_looked_at.positions)
    assert np.array_equal(screened.similarities, all_looked_at.similarities)


def crowd(seed: int, count: int, *, different: int, spread: float) -> Vectors:
    """Return vectors around a few centres; no spread means that they are copies."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(different, 32))
    features = centres[rng.integers(0, different, count)] + spread * rng.normal(size=(count, 32))
    return to_unit(features.astype(np.float32))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(80, 400),
    different=st.integers(1, 200),
    spread=st.sampled_from([0.0, 1e-4, 0.01, 1.0]),
    k=st.integers(1, 15),
)
def test_lists_equal_those_without_screening(seed: int, count: int, different: int, spread: float, k: int) -> None:
    assert_equal(*both_ways(crowd(seed, count, different=different, spread=spread), k))


@pytest.mark.parametrize("threads", [1, 7, 16])
def test_so_do_those_of_few_threads_and_of_many(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(screening, "THREADS", threads)
    assert_equal(*both_ways(crowd(5, 1500, different=90, spread=0.5), 10))


def test_a_catalogue_of_identical_images_is_left_to_doubles() -> None:
    assert_equal(*both_ways(crowd(1, 700, different=1, spread=0), 5))


def test_vectors_that_are_all_equally_far_apart_are_left_to_doubles() -> None:
    assert_equal(*both_ways(np.eye(300, dtype=np.float16), 4))


def test_values_within_the_bound_are_not_told_apart_by_single_precision() -> None:
    vectors = crowd(2, 500, different=1, spread=3e-4)
    assert_equal(*both_ways(vectors, 8))


def test_a_product_in_single_precision_is_off_by_no_more_than_the_bound() -> None:
    unit = crowd(3, 60, different=60, spread=1).astype(np.float32)
    single = unit @ unit.T
    exact = [
        [sum(Fraction(float(a)) * Fraction(float(b)) for a, b in zip(x, y, strict=True)) for y in unit] for x in unit
    ]
    off = max(abs(Fraction(float(single[i, j])) - exact[i][j]) for i in range(60) for j in range(60))
    assert off <= screening.error_bound(32)


def test_every_pair_of_rows_is_in_exactly_one_tile() -> None:
    seen = np.zeros((333, 333), int)
    for tile in screening.upper_triangle(333):
        seen[tile.first, tile.second] += 1
        if not tile.diagonal:
            seen[tile.second, tile.first] += 1
    assert (seen == 1).all()


def test_progress_counts_rows_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 2)
    told: list[tuple[int, int]] = []
    top_k(crowd(4, 200, different=200, spread=1), 3, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (200, 200)


def test_candidates_hardly_exceed_k() -> None:
    unit = crowd(5, 400, different=400, spread=1).astype(np.float32)
    candidates = screening.screen(unit, 10)
    assert candidates.counts.mean() < 11


def test_a_first_threshold_is_not_above_the_k_th_value_and_near_it() -> None:
    values = np.random.default_rng(0).normal(size=(200, 2048)).astype(np.float32)
    exact, found = kth_largest(values, 10), screening.kth_largest_at_least(values, 10)
    assert (found <= exact).all()
    assert 0 < (found < exact).mean() < 0.5
