"""Distributions beside what chance would give."""

from __future__ import annotations

import pytest

from recommender.health.examination import HUB_FACTOR
from recommender.health.histograms import of_similarities, of_times, poisson, round_edges


def test_similarities_fall_into_bins_with_round_edges() -> None:
    histogram = of_similarities([0.81, 0.82, 0.835, 0.85], {})
    assert histogram is not None
    assert histogram.edges == (0.81, 0.82, 0.83, 0.84, 0.85)
    assert histogram.shares == (0.25, 0.25, 0.25, 0.25)


def test_random_pairs_grow_evenly_from_percentile_to_percentile() -> None:
    histogram = of_similarities([0.9], {"10": 0.2, "50": 0.6, "90": 1.0})
    assert histogram is not None
    assert histogram.edges[0] == 0.2
    assert histogram.by_chance == pytest.approx([0.05] * 16)


def test_percentiles_that_coincide_are_a_step_and_no_error() -> None:
    histogram = of_similarities([1.0], {"1": 0.5, "50": 0.995, "99": 0.995})
    assert histogram is not None
    assert sum(histogram.by_chance) == pytest.approx(0.98)


def test_without_similarities_there_is_no_histogram() -> None:
    assert of_similarities([], {"50": 0.5}) is None


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0.5, 0.5), (1, 1), (0.15, 0.3), (0.999, 1), (-0.3, 0.7)])
def test_edges_enclose_both_values_and_are_not_many(low: float, high: float) -> None:
    edges = round_edges(low, high)
    assert edges[0] <= low <= high <= edges[-1]
    assert 2 <= len(edges) <= 21


def test_every_image_is_counted_once_by_how_often_it_is_recommended() -> None:
    histogram = of_times([0, 0, 1, 3])
    assert histogram is not None
    assert (histogram.edges, histogram.shares) == ((0, 1, 2, 3, 4), (0.5, 0.25, 0.0, 0.25))
    assert histogram.by_chance == pytest.approx([poisson(count, 1.0) for count in range(4)])


def test_large_numbers_share_bins_of_equal_width() -> None:
    histogram = of_times([0, 1, 99])
    assert histogram is not None
    assert (histogram.edges[:2], len(histogram.shares)) == ((0.0, 5.0), 20)
    assert sum(histogram.shares) == pytest.approx(1)


def test_images_that_nobody_recommends_are_what_chance_gives_of_nothing() -> None:
    histogram = of_times([0, 0])
    assert histogram is not None
    assert (histogram.shares, histogram.by_chance) == ((1.0,), (1.0,))


def test_without_images_there_is_nothing_to_count() -> None:
    assert of_times([]) is None


@pytest.mark.parametrize("k", [1, 2, 3, 8, 100, 1000])
def test_chance_makes_fewer_than_one_hub_in_a_thousand_images(k: int) -> None:
    assert 1 - sum(poisson(count, k) for count in range(HUB_FACTOR * k + 1)) < 0.001
