"""Words for similarities come from the catalogue's own random pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import scale
from recommender.engine.scale import Scale, measure
from recommender.engine.vectors import Vectors
from tests.recommender.engine.reference import brute_force, random_vectors


def measured(vectors: Vectors, *, seed: int = 1) -> Scale:
    return measure(vectors, np.random.default_rng(seed))


def test_a_small_catalogue_is_measured_by_all_its_pairs() -> None:
    vectors = random_vectors(count=15)
    once = [value for i, row in enumerate(brute_force(vectors, 15)) for other, value in row if other > i]
    assert sorted(scale.random_pairs(vectors, np.random.default_rng(0))) == pytest.approx(sorted(once), abs=1e-12)
    assert measured(vectors).percentiles["50"] == pytest.approx(float(np.median(once)))


def test_percentiles_are_named_by_their_numbers_and_rise() -> None:
    percentiles = measured(random_vectors(count=30)).percentiles
    assert list(percentiles) == ["1", "5", "25", "50", "75", "90", "95", "98", "99", "99.9"]
    assert list(percentiles.values()) == sorted(percentiles.values())


def test_a_large_catalogue_is_measured_by_twenty_thousand_pairs_of_different_images() -> None:
    vectors = random_vectors(count=300, dimensions=64)
    pairs = scale.random_pairs(vectors, np.random.default_rng(0))
    assert len(pairs) == 20_000
    assert pairs.max() < 0.99


@settings(deadline=None, max_examples=50)
@given(count=st.integers(12, 40), distinct=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
def test_the_limits_rise_from_word_to_word_and_stay_below_one(count: int, distinct: int, seed: int) -> None:
    found = measured(random_vectors(count=count, distinct=distinct, seed=seed))
    limits = [found.alike_from, found.very_alike_from, found.nearly_same_from]
    known = [limit for limit in limits if limit is not None]
    assert len(known) == 3
    assert known == sorted(known)
    assert known[-1] <= 1.0


def test_a_word_lies_a_share_of_the_way_from_the_typical_stranger_to_identity() -> None:
    strangers = np.zeros(100)
    assert [scale.limit(strangers, *rule) for rule in (scale.ALIKE, scale.VERY_ALIKE, scale.NEARLY_SAME)] == [
        0.25,
        0.5,
        0.95,
    ]


def test_a_word_is_rarer_than_most_random_pairs() -> None:
    half_alike = np.repeat([0.0, 0.9], [60, 40])
    assert scale.limit(half_alike, *scale.ALIKE) == 0.9


@pytest.mark.parametrize("count", [2, 11])
def test_a_catalogue_of_less_than_twelve_images_has_percentiles_and_no_words(count: int) -> None:
    found = measured(random_vectors(count=count))
    assert found == Scale(percentiles=found.percentiles)
    assert len(found.percentiles) == 10


@pytest.mark.parametrize("count", [0, 1])
def test_without_two_images_there_is_nothing_to_measure(count: int) -> None:
    assert measured(random_vectors(count=count)) == Scale(percentiles={})


def test_the_same_seed_gives_the_same_scale() -> None:
    vectors = random_vectors(count=300, dimensions=64)
    assert measured(vectors) == measured(vectors)
    assert measured(vectors) != measured(vectors, seed=2)


def test_a_catalogue_of_identical_images_has_words_too() -> None:
    found = measured(random_vectors(count=20, distinct=1))
    assert (found.alike_from, found.very_alike_from, found.nearly_same_from) == (1.0, 1.0, 1.0)
