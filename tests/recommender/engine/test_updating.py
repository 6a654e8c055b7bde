"""Rankings brought up to date are those of a full search, and little is compared for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import rankings as storage
from recommender.engine import neighbours, updating, vectors
from recommender.engine.neighbours import Positions, top_k
from recommender.engine.updating import Rankings
from recommender.engine.vectors import Vectors
from tests.recommender.engine.reference import random_vectors

POOL = random_vectors(count=120, distinct=40, dimensions=6)
"""Many of them equal, so that ties are frequent."""


@dataclass
class History:
    """A collection of numbered vectors of the pool, and rankings that are brought along."""

    width: int
    least: int
    chosen: dict[int, int]
    rankings: Rankings = field(init=False)

    def __post_init__(self) -> None:
        self.rankings = updating.rank(self.vectors(), self.width)

    @property
    def ids(self) -> Positions:
        return np.array(sorted(self.chosen), np.int64)

    def vectors(self) -> Vectors:
        return POOL[[self.chosen[each] for each in sorted(self.chosen)]] if self.chosen else vectors.unpack([])

    def change(self, chosen: dict[int, int]) -> None:
        """Bring the rankings to other vectors, by way of how they are stored."""
        fresh = {each for each, vector in chosen.items() if self.chosen.get(each) != vector}
        pairs = storage.pack(self.ids, self.rankings, np.arange(len(self.chosen)))
        packed = [(pk, each) for pk, each in zip(self.ids.tolist(), pairs, strict=True) if pk not in fresh]
        self.chosen = chosen
        known = storage.load(self.ids, packed, width=self.width)
        self.rankings, _ = updating.update(self.vectors(), known.rankings, known.fresh, least=self.least)


@st.composite
def histories(draw: st.DrawFn) -> tuple[History, list[dict[int, int]]]:
    """Return a collection and what becomes of it, most vectors staying from step to step."""
    width = draw(st.integers(1, 14))
    some = st.dictionaries(st.integers(1, 40), st.integers(0, len(POOL) - 1), max_size=4)
    chosen = draw(st.dictionaries(st.integers(1, 40), st.integers(0, len(POOL) - 1), max_size=40))
    states, state = [], chosen
    for _ in range(draw(st.integers(1, 6))):
        lost = draw(st.sets(st.integers(1, 40), max_size=4))
        state = {each: vector for each, vector in {**state, **draw(some)}.items() if each not in lost}
        states.append(state)
    return History(width=width, least=draw(st.integers(1, width)), chosen=chosen), states


@settings(deadline=None, max_examples=150)
@given(histories())
def test_after_any_changes_the_rankings_begin_as_those_of_a_full_search(
    given: tuple[History, list[dict[int, int]]],
) -> None:
    history, states = given
    for state in states:
        history.change(state)
        wanted = top_k(history.vectors(), history.least)
        listed = wanted.positions.shape[1]
        assert np.array_equal(history.rankings.positions[:, :listed], wanted.positions)
        assert np.array_equal(history.rankings.similarities[:, :listed], wanted.similarities)


@settings(deadline=None, max_examples=150)
@given(histories())
def test_a_ranking_holds_everybody_above_its_floor_and_nobody_below(
    given: tuple[History, list[dict[int, int]]],
) -> None:
    history, states = given
    for state in states:
        history.change(state)
    everybody = top_k(history.vectors(), max(1, len(history.chosen)))
    kept = history.rankings
    for row, floor in enumerate(zip((-kept.floors).tolist(), kept.floor_positions.tolist(), strict=True)):
        ordered = zip((-everybody.similarities[row]).tolist(), everybody.positions[row].tolist(), strict=True)
        above = [position for value, position in ordered if np.isinf(floor[0]) or (value, position) <= floor]
        assert kept.positions[row, : kept.lengths[row]].tolist() == above[: history.width]


@dataclass
class Compared:
    """How many were compared with all others one by one, and how often all with all."""

    rows: int = 0
    searches: int = 0


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    counted, look, search = Compared(), updating.look_at_all, updating.rank

    def look_and_count(*args: object, **options: object) -> None:
        counted.rows += len(args[2])  # type: ignore[arg-type]
        look(*args, **options)  # type: ignore[arg-type]

    def search_and_count(*args: object, **options: object) -> Rankings:
        counted.searches += 1
        return search(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(updating, "look_at_all", look_and_count)
    monkeypatch.setattr(updating, "rank", search_and_count)
    return counted


def collection(count: int = 40) -> History:
    return History(width=6, least=3, chosen={each: each for each in range(1, count + 1)})


def test_with_no_change_nothing_is_compared(compared: Compared) -> None:
    history = collection()
    history.change(dict(history.chosen))
    assert (compared.rows, compared.searches) == (0, 1)


def test_a_new_one_is_compared_and_nobody_else(compared: Compared) -> None:
    history = collection()
    history.change({**history.chosen, 41: 41})
    assert (compared.rows, compared.searches) == (1, 1)


def test_a_loss_is_made_good_from_what_is_known(compared: Compared) -> None:
    history = collection()
    history.change({each: vector for each, vector in history.chosen.items() if each not in (7, 8)})
    assert (compared.rows, compared.searches) == (0, 1)


def test_a_ranking_that_lost_too_many_is_made_again_and_no_other(compared: Compared) -> None:
    history = collection()
    lost = history.ids[history.rankings.positions[0, :4]].tolist()
    history.change({each: vector for each, vector in history.chosen.items() if each not in lost})
    short = compared.rows
    assert (1 <= short <= 10, compared.searches) == (True, 1)


def test_with_many_new_ones_everything_is_compared(compared: Compared) -> None:
    history = collection()
    history.change({**history.chosen, **{each: each for each in range(41, 61)}})
    assert (compared.rows, compared.searches) == (0, 2)


def test_others_and_new_ones_are_compared_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "OTHERS_AT_ONCE", 7)
    monkeypatch.setattr(neighbours, "FEWEST_ROWS", 2)
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 1)
    told: list[tuple[int, int]] = []
    vectors, fresh = random_vectors(count=40, distinct=20), np.arange(40) % 8 == 3
    known = updating.empty(40, 6)
    old = updating.rank(vectors[~fresh], 6)
    known.positions[~fresh] = np.flatnonzero(~fresh)[old.positions]
    known.similarities[~fresh], known.floors[~fresh] = old.similarities, old.floors
    known.floor_positions[~fresh] = np.flatnonzero(~fresh)[old.floor_positions]
    ranked, _ = updating.update(vectors, known, fresh, least=3, progress=lambda done, total: told.append((done, total)))
    assert np.array_equal(ranked.positions, top_k(vectors, 6).positions)
    assert told == [(2, 5), (4, 5), (5, 5)]
