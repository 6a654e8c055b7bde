"""What a process remembers of long lists: where something stands, for as long as the list is the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from gallery import milestones
from gallery.milestones import Listings, Milestone, Milestones


def known(*positions: int) -> Milestones:
    made = Milestones()
    for position in positions:
        made.add(position, (f"title {position}", position))
    return made


@pytest.mark.parametrize(
    ("stretch", "around"),
    [
        ((0, 24), (0, 100)),
        ((100, 124), (100, 300)),
        ((99, 100), (0, 100)),
        ((200, 224), (100, 300)),
        ((400, 424), (300, 999)),
    ],
)
def test_a_stretch_lies_between_the_places_that_are_known(stretch: tuple[int, int], around: tuple[int, int]) -> None:
    found = known(300, 100).around(*stretch, end=999)
    assert tuple(each.position for each in found) == around


def test_an_end_needs_no_key_and_a_place_has_its_own() -> None:
    assert known(100).around(150, 174, end=999) == (
        Milestone(position=100, key=("title 100", 100)),
        Milestone(position=999),
    )


def test_a_place_is_remembered_once() -> None:
    assert len(known(100, 100)) == 1


def test_threads_may_add_at_once() -> None:
    made = Milestones()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda position: made.add(position % 500, ("", position % 500)), range(2_000)))
    assert [made.around(at, at, end=999)[0].position for at in range(500)] == list(range(500))


def test_another_state_of_the_catalogue_or_another_address_is_another_list() -> None:
    listings = Listings()
    listings.get("1", "boat").found = 7
    assert [listings.get(*called).found for called in (("1", "boat"), ("2", "boat"), ("1", "sea"))] == [7, None, None]


def test_each_order_has_places_of_its_own() -> None:
    listings = Listings()
    listing, newest = listings.in_order("newest", "1")
    assert listings.in_order("title", "1")[1] is not newest
    assert listings.in_order("newest", "1") == (listing, newest)


def test_what_was_not_asked_for_long_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milestones, "LISTS", 2)
    listings = Listings()
    for called in ("one", "two", "one", "three"):
        listings.get(called).found = 1
    assert [listings.get(called).found for called in ("one", "three", "two")] == [1, 1, None]
