"""The screening in brain floats loses nobody: lists are those of doubles, bit for bit."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import halves, neighbours, screening
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.halves import Bits, brain_floats, pieces, rounded, singles
from recommender.engine.neighbours import top_k
from recommender.engine.screening import Screen
from recommender.engine.vectors import Vectors, to_unit
from tests.recommender.engine.test_keeping import equal, every_time, search

COUNT = 400


@pytest.fixture(autouse=True, scope="module")
def small_tiles() -> object:
    """Screen small catalogues too, in many tiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "TILE_ROWS", 64)
        patch.setattr(halves, "ROWS_AT_ONCE", 50)
        patch.setattr(screening, "THREADS", 2)  # more might have done all that is left before a kill is heard
        patch.setattr(neighbours, "SCREENED_FROM", 2)
        yield


def multiply(first: Bits, second: Bits, out: Bits) -> None:
    """Multiply as a processor does that has units for brain floats."""
    out[:] = brain_floats(singles(first) @ singles(second).T)


def in_cone(seed: int, count: int, *, around: float, spread: float = 1.0, kinds: int = 30) -> Vectors:
    """Return vectors of some kinds, all around one direction: similarities are high, as with photographs."""
    rng = np.random.default_rng(seed)
    cone, centres = around * rng.normal(size=64), rng.normal(size=(kinds, 64))
    features = cone + centres[rng.integers(0, kinds, count)] + spread * rng.normal(size=(count, 64))
    return to_unit(features.astype(np.float32))


def screened(vectors: Vectors, k: int) -> tuple[object, list[Candidates]]:
    """Return the lists after a screening in brain floats, and what it let through."""
    seen = list[Candidates]()

    def screen(unit: Singles, k: int, **options: object) -> Candidates:
        seen.append(halves.screen(unit, k, multiply=multiply))
        return seen[-1]

    return top_k(vectors, k, screen=screen), seen


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(130, 400),
    around=st.sampled_from([0.0, 1.0, 3.0]),
    spread=st.sampled_from([0.0, 1e-3, 0.1, 1.0]),
    kinds=st.integers(1, 60),
    k=st.integers(1, 15),
)
def test_lists_equal_those_of_doubles(seed: int, count: int, around: float, spread: float, kinds: int, k: int) -> None:
    vectors = in_cone(seed, count, around=around, spread=spread, kinds=kinds)
    found, _ = screened(vectors, k)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "SCREENED_FROM", 10**9)
        assert equal(found, top_k(vectors, k))  # type: ignore[arg-type]


def test_few_survive_that_are_not_in_the_lists() -> None:
    _, (candidates,) = screened(in_cone(0, COUNT, around=3.0), 10)
    assert candidates.counts.mean() < 20
    assert 1e-4 < candidates.margin < halves.LOWERED_AT_MOST


@pytest.mark.parametrize("around", [0.0, 1.0, 3.0])
def test_a_product_is_off_by_no_more_than_is_said(around: float) -> None:
    unit = in_cone(1, COUNT, around=around).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    found = rounded(unit, below=0.1)
    out = np.empty((COUNT, COUNT), np.int16)
    multiply(found.rows, found.turned(slice(0, COUNT)), out)
    exact = unit.astype(np.float64) @ unit.astype(np.float64).T
    off = np.abs(singles(out) + 0.1 - exact)
    assert found.error / 20 < off.max() < found.error


def test_less_is_lost_of_vectors_without_their_mean() -> None:
    unit = in_cone(1, COUNT, around=3.0).astype(np.float32)
    lost = []
    for mean in (np.zeros(64, np.float32), unit.mean(axis=0)):
        rows = np.zeros((COUNT, 96), np.int16)
        longest, furthest, _ = halves.Rounding(unit=unit, mean=mean, below=0.9, rows=rows)(0)
        lost.append(longest * furthest)
    assert lost[1] < lost[0] / 3


@pytest.mark.parametrize("killed_at", [3, 9, 20])
@pytest.mark.parametrize(
    "then", [partial(halves.screen, multiply=multiply), screening.screen], ids=["halves", "singles"]
)
def test_what_was_killed_goes_on_in_either_way(tmp_path: Path, killed_at: int, then: Screen) -> None:
    vectors, path = in_cone(3, COUNT, around=2.0), tmp_path / "compared.npz"
    search(every_time(path), vectors, killed_at=killed_at, way=partial(halves.screen, multiply=multiply))
    found, told = search(every_time(path), vectors, way=then)
    assert killed_at < told[0] <= told[-1] == 28
    assert equal(found, top_k(vectors, 5))


def test_a_threshold_below_what_is_taken_away_lets_everything_pass() -> None:
    unit = in_cone(1, COUNT, around=3.0).astype(np.float32)
    way = halves.InHalves(rounded(unit, below=0.5), multiply)
    limits = way.limits(np.array([0.4, -np.inf, 0.5, 0.75, np.inf], np.float32))
    assert limits.tolist() == [-(2**15), -(2**15), 0, 0x3E80, 0x7F80]


def test_vectors_that_are_too_coarse_are_multiplied_in_single_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "LOWERED_AT_MOST", 1e-5)
    _, (candidates,) = screened(in_cone(0, COUNT, around=3.0), 10)
    assert candidates.margin < 1e-4


def test_a_number_is_the_sum_of_its_pieces() -> None:
    numbers = np.random.default_rng(0).normal(size=1000).astype(np.float32)
    assert np.array_equal(sum(singles(piece) for piece in pieces(numbers)), numbers)


def test_brain_floats_are_the_nearest_of_equally_near_ones_the_even_one() -> None:
    values = np.array([1, 1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-9, -1 - 2**-8, 0], np.float32)
    assert singles(brain_floats(values)).tolist() == [1, 1, 1 + 2**-6, 1, -1, 0]


def test_processors_that_gain_nothing_or_round_otherwise_are_left_alone() -> None:
    def slow(first: Bits, second: Bits, out: Bits) -> None:
        for _ in range(5):
            multiply(first, second, out)

    def wrong(first: Bits, second: Bits, out: Bits) -> None:
        out[:] = 0

    assert [halves.pay(way) for way in (slow, wrong)] == [False, False]


def test_those_that_gain_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([0.0, 3.0, 3.0, 6.0, 6.0, 9.0, 9.0, 10.0, 10.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks))
    assert halves.pay(multiply)


def test_torch_multiplies_as_wanted() -> None:
    from recommender.engine.resnet import multiply_halves

    rng = np.random.default_rng(0)
    first, second = (brain_floats(rng.normal(size=(50, 96)).astype(np.float32)) for _ in range(2))
    theirs, ours = np.empty((50, 50), np.int16), np.empty((50, 50), np.int16)
    multiply_halves(first, second, theirs)
    multiply(first, second, ours)
    assert np.abs(theirs.astype(np.int32) - ours).max() <= 1  # the order of a sum may tip the last bit


def test_with_torch_s_products_the_lists_are_those_of_doubles() -> None:
    from recommender.engine.resnet import screen_in_halves

    vectors = in_cone(2, COUNT, around=2.0)
    assert equal(top_k(vectors, 7, screen=screen_in_halves), top_k(vectors, 7))


@pytest.mark.parametrize("threads", [1, 7, 16])
def test_so_are_those_of_few_threads_and_of_many(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    from recommender.engine.resnet import screen_in_halves

    monkeypatch.setattr(screening, "THREADS", threads)
    vectors = in_cone(2, 3 * COUNT, around=2.0)
    assert equal(top_k(vectors, 7, screen=screen_in_halves), top_k(vectors, 7))


def test_threads_of_torch_are_as_many_as_before() -> None:
    import torch

    from recommender.engine.resnet import screen_in_halves

    before = torch.get_num_threads()
    top_k(in_cone(2, COUNT, around=2.0), 3, screen=partial(screen_in_halves, progress=None))
    assert torch.get_num_threads() == before
