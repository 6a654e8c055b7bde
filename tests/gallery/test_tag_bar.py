"""The tags above the wall are counted once for a version of the catalogue, and not more often than it is worth."""

from __future__ import annotations

import pytest
from django.db.models.functions import Lower

from gallery import tag_bar
from gallery.models import Image, Tag
from gallery.tag_bar import Counting, TagBar
from gallery.versions import Catalogue, catalogue
from tests.factories import make_image
from tests.gallery.reading import queries_by

pytestmark = pytest.mark.django_db


def at(version: str, *, count: int = 50_000) -> Catalogue:
    return Catalogue(version=version, places=version, count=count)


class Clock:
    """Tells the time; looking at it takes so many seconds."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(1.0)


def said(bar: TagBar | None) -> list[tuple[str, int]] | None:
    return None if bar is None else [(tag.name, tag.uses) for tag in bar.tags]


def test_the_most_used_tags_stand_by_name_with_the_number_of_published_images() -> None:
    make_image(tags=("sea", "Boats"))
    make_image(tags=("sea",))
    make_image(tags=("secret",), published=False)
    assert said(Counting().count(catalogue())) == [("Boats", 1), ("sea", 2)]


def test_those_that_fewer_images_have_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_bar, "MOST", 2)
    for tags in (("sea", "boats"), ("sea", "boats"), ("sea", "amber")):
        make_image(tags=tags)
    assert said(Counting().count(catalogue())) == [("boats", 2), ("sea", 3)]


def test_one_query_counts_tags_and_images() -> None:
    for name in ("sea", "Ébène", "boats"):
        make_image(tags=(name,))
    make_image(title="Untagged")
    counting, answers = Counting(), []
    queries = queries_by(lambda: answers.append(counting.count_with(at("1"), Image.objects.published())))
    ((bar, found),) = answers
    assert (queries, found, bar.tags) == (1, 4, Counting().count(at("1")).tags)


@pytest.mark.parametrize("tags", [(), ("sea",)])
def test_nothing_found_is_counted_too(tags: tuple[str, ...]) -> None:
    make_image(tags=tags)
    bar, found = Counting().count_with(at("1"), Image.objects.published().matching("nowhere"))
    assert (len(bar.tags), found) == (len(tags), 0)


def test_a_version_is_counted_once() -> None:
    counting = Counting()
    assert queries_by(lambda: [counting.count(at("1")) for _ in range(3)]) == 1
    assert said(counting.at_hand(at("1"))) == []


def test_another_version_is_counted_anew_while_that_costs_little() -> None:
    counting = Counting()
    counting.count(at("1"))
    assert counting.at_hand(at("2")) is None


def test_where_counting_is_dear_an_older_answer_serves_for_a_while(clock: Clock) -> None:
    counting = Counting(clock)
    before = counting.count(at("1"))
    assert (before.seconds, counting.at_hand(at("2"))) == (1.0, before)
    clock.now += tag_bar.SERVES_TIMES - 2
    assert counting.at_hand(at("3")) is before
    assert counting.at_hand(at("3")) is None


def test_in_a_small_catalogue_an_older_answer_never_serves(clock: Clock) -> None:
    counting = Counting(clock)
    counting.count(at("1"))
    assert counting.at_hand(at("2", count=tag_bar.DEAR_IMAGES - 1)) is None


def test_while_somebody_counts_others_take_the_older_answer(clock: Clock) -> None:
    counting = Counting(clock)
    before = counting.count(at("1"))
    clock.now += 1_000
    assert counting.at_hand(at("2")) is None
    with counting._counting:
        assert counting.at_hand(at("2")) is before


def test_tags_stand_in_the_order_that_the_database_gives_to_plain_words() -> None:
    make_image(tags=("sea", "Boats", "apple"))
    bar = Counting().count(at("1"))
    assert [tag.name for tag in bar.tags] == list(Tag.objects.order_by(Lower("name")).values_list("name", flat=True))
