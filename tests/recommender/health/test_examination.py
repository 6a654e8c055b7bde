"""What the report finds in lists."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from recommender.health import examination, histograms, islands
from recommender.health.examination import Catalogue, Found, Health, Lists, Pair, examine


def examined(lists: Mapping[int, list[int]], *, seed: int = 0, **catalogue: Any) -> Health:
    """Examine lists in which every similarity is 0.8."""
    return examined_links({pk: [(other, 0.8) for other in others] for pk, others in lists.items()}, seed, **catalogue)


def examined_links(lists: Lists, seed: int = 0, **catalogue: Any) -> Health:
    plain: dict[str, Any] = {"tags": {}, "shown": 2, "percentiles": {}, "nearly_same_from": None}
    return examine(Catalogue(lists=lists, **{**plain, **catalogue}), np.random.default_rng(seed))


def star(*, points: int) -> dict[int, list[int]]:
    """Images that recommend the first, which recommends the second."""
    return {1: [2]} | {pk: [1] for pk in range(2, points + 2)}


def groups(*, count: int, size: int) -> dict[int, list[int]]:
    """Rings of images, none of which leads to another."""
    return {at * size + i: [at * size + (i + 1) % size] for at in range(count) for i in range(size)}


def test_images_lists_and_recommendations_are_counted() -> None:
    found = examined({1: [2, 3], 2: [1], 3: []})
    assert (found.images, found.lists, found.recommendations) == (3, 2, 3)
    assert found.without_list == Found(count=1, first=(3,))


def test_a_hub_is_recommended_more_than_five_times_k() -> None:
    assert [examined(star(points=points), shown=1).hubs for points in (5, 6)] == [0, 1]


def test_the_ten_most_recommended_come_in_order_equal_ones_by_id() -> None:
    found = examined({**star(points=11), 12: [1, 3]})
    assert found.most_recommended[:4] == ((1, 11), (2, 1), (3, 1), (4, 0))
    assert len(found.most_recommended) == 10


def test_images_in_no_list_are_counted_and_the_first_twelve_named() -> None:
    found = examined(star(points=20))
    assert found.never_recommended == Found(count=19, first=tuple(range(3, 15)))


def test_islands_are_up_to_three_lists_long() -> None:
    islands = [len(examined(groups(count=2, size=size), shown=2).islands) for size in (2, 6, 7)]
    assert islands == [2, 2, 0]


def test_in_a_large_catalogue_islands_may_hold_one_image_in_a_hundred() -> None:
    assert len(examined(groups(count=100, size=10), shown=1).islands) == 100
    assert len(examined(groups(count=99, size=10), shown=1).islands) == 0


def test_the_whole_catalogue_is_no_island() -> None:
    assert examined(groups(count=1, size=3)).islands == ()


def test_an_image_without_a_list_is_no_island() -> None:
    assert examined({1: [2], 2: [1], 3: []}).islands == ((1, 2),)


def test_images_that_came_after_the_lists_were_read_are_left_out() -> None:
    assert examined({1: [2, 99], 2: [1]}).recommendations == 2


def test_agreement_is_the_share_of_recommendations_with_a_tag_in_common() -> None:
    tags = {1: {7, 8}, 2: {8}, 3: {9}}
    agreed = examined({1: [2, 3], 2: [1], 3: [4], 4: [1]}, tags=tags).agreement
    assert agreed is not None
    assert (agreed.images, agreed.share, agreed.by_chance) == (3, 2 / 4, 2 / 9)


def test_without_tags_there_is_no_agreement_to_tell() -> None:
    assert examined({1: [2], 2: [1]}).agreement is None


def test_among_many_images_chance_is_sampled() -> None:
    lists = groups(count=1, size=1000)
    agreed = examined(lists, tags={pk: {pk % 4} for pk in lists}).agreement
    assert agreed is not None
    assert agreed.share == 0
    assert agreed.by_chance == pytest.approx(0.25, abs=0.02)


def test_near_duplicates_are_pairs_once_each_the_most_similar_first() -> None:
    lists: Lists = {1: [(2, 0.95), (3, 0.9)], 2: [(1, 0.95), (3, 0.89)], 3: [(1, 0.9), (4, 1.0)], 4: [(1, None)]}
    assert examined_links(lists, nearly_same_from=0.9).near_duplicates == (
        Pair(first=3, second=4, similarity=1.0),
        Pair(first=1, second=2, similarity=0.95),
        Pair(first=1, second=3, similarity=0.9),
    )


def test_below_twelve_images_nothing_is_called_a_near_duplicate() -> None:
    assert examined({1: [2], 2: [1]}, nearly_same_from=None).near_duplicates is None


def test_the_sample_is_eight_images_with_their_lists_and_the_seed_decides_which() -> None:
    lists = groups(count=1, size=50) | {99: []}
    first, again, other = (examined(lists, seed=seed).sample for seed in (1, 1, 2))
    assert (len(first), first == again, first == other) == (8, True, False)
    assert all([link for link, _ in links] == lists[pk] for pk, links in first)


def test_pinned_images_without_a_similarity_are_in_no_histogram() -> None:
    histogram = examined_links({1: [(2, None)], 2: [(1, 0.8)]}).similarities
    assert histogram is not None
    assert (histogram.edges, histogram.shares) == ((0.8, 0.81), (1.0,))


@pytest.mark.parametrize("module", [examination, histograms, islands])
def test_the_computations_know_no_django(module: ModuleType) -> None:
    known = re.findall(r"^\s*(?:from|import) ([\w.]+)", inspect.getsource(module), flags=re.MULTILINE)
    assert [name for name in known if name.startswith(("django", "gallery", "recommender.models"))] == []


def test_an_empty_catalogue_is_healthy() -> None:
    found = examined({})
    assert (found.images, found.islands, found.sample, found.similarities) == (0, (), (), None)
