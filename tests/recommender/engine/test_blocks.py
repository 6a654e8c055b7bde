"""A screening in pieces, merged in whatever order they come, loses nobody: lists are those of doubles, bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations_with_replacement, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import blocks, halves, neighbours, screening
from recommender.engine.blocks import Merging
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.neighbours import top_k
from recommender.engine.screening import Quicker, Screen
from recommender.engine.vectors import Vectors
from tests.recommender.engine.test_halves import in_cone, multiply
from tests.recommender.engine.test_screening import assert_equal, crowd

HALVES = partial(halves.in_halves, multiply=multiply)


@pytest.fixture(autouse=True, scope="module")
def small_tiles() -> Iterator[None]:
    """Screen small catalogues too, in blocks of several tiles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "TILE_ROWS", 32)
        patch.setattr(neighbours, "SCREENED_FROM", 2)
        yield


def in_pieces(seed: int, count: int, quicker: Callable[[], Quicker | None] = lambda: None) -> Screen:
    """Return a screening in so many blocks, whose pieces come in random order, their thresholds now old, now new."""
    rng = np.random.default_rng(seed)

    def screen(unit: Singles, k: int, **options: object) -> Candidates:
        starts = np.linspace(0, len(unit), count + 1).astype(np.int64)
        stored = [unit[first:last] for first, last in pairwise(starts)]
        margin = 2 * screening.error_bound(unit.shape[1])
        merging = Merging(candidates=Candidates(len(unit), k, margin=margin), starts=starts)
        twos = list(combinations_with_replacement(range(count), 2))
        at_first = {two: merging.thresholds(*two).copy() for two in twos}
        for place in rng.permutation(len(twos)):
            first, second = twos[place]
            known = merging.thresholds(first, second) if rng.integers(2) else at_first[first, second]
            other = None if first == second else stored[second]
            found = blocks.compare(stored[first], other, k=k, thresholds=known, quicker=quicker())
            merging.take_in(first, second, found)
        return merging.candidates

    return screen


def by_all(vectors: Vectors, k: int) -> neighbours.Neighbours:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "SCREENED_FROM", 10**9)
        return top_k(vectors, k)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(80, 400),
    different=st.integers(1, 200),
    spread=st.sampled_from([0.0, 1e-4, 0.01, 1.0]),
    k=st.integers(1, 7),
    many=st.integers(1, 6),
)
def test_lists_equal_those_in_doubles(seed: int, count: int, different: int, spread: float, k: int, many: int) -> None:
    vectors = crowd(seed, count, different=different, spread=spread)
    assert_equal(top_k(vectors, k, screen=in_pieces(seed, many)), by_all(vectors, k))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6), count=st.integers(150, 400), around=st.sampled_from([1.0, 3.0]), many=st.integers(1, 5)
)
def test_some_pieces_may_be_multiplied_in_16_bits(seed: int, count: int, around: float, many: int) -> None:
    rng, vectors = np.random.default_rng(seed), in_cone(seed, count, around=around)
    screen = in_pieces(seed, many, quicker=lambda: HALVES if rng.integers(2) else None)
    assert_equal(top_k(vectors, 5, screen=screen), by_all(vectors, 5))


def test_a_piece_says_who_had_more_ties_than_fit() -> None:
    unit = crowd(1, 300, different=1, spread=0).astype(np.float32)
    assert blocks.compare(unit[:200], unit[200:], k=2).crowded.tolist() == list(range(300))


def test_a_piece_returns_few_of_the_pairs_it_looked_at() -> None:
    unit = crowd(2, 600, different=600, spread=1).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    assert len(blocks.compare(unit[:300], unit[300:], k=3).rows) < 600 * 5


def test_higher_thresholds_leave_fewer_pairs() -> None:
    unit = crowd(3, 400, different=400, spread=1).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    few, many = (
        len(blocks.compare(unit[:200], unit[200:], k=5, thresholds=np.full(400, least, np.float32)).rows)
        for least in (0.9, -1.0)
    )
    assert few < many / 3


def test_16_bits_lower_the_thresholds_of_what_is_known_by_as_much_as_they_are_less_exact() -> None:
    vectors = in_cone(5, 300, around=3.0).astype(np.float32)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    merging = Merging(candidates=Candidates(300, 3, margin=1e-5), starts=np.array([0, 150, 300]))
    for block in (0, 1):
        merging.take_in(block, block, blocks.compare(unit[150 * block : 150 * block + 150], None, k=3))
    before, margin = merging.candidates.thresholds.copy(), float(merging.candidates.margin)
    nothing = blocks.compare(unit[:1], unit[1:2], k=3, thresholds=np.ones(2, np.float32))
    merging.take_in(0, 1, blocks.Found(**{**vars(nothing), "margin": margin + 0.01}))
    assert merging.candidates.thresholds == pytest.approx(before - 0.01)
