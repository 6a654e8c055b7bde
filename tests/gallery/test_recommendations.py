"""Lists as visitors see them: stored rows, decisions applied, spares moved up."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from gallery.models import Image
from gallery.recommendations import Shown, shown_for, shown_for_many
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def images(count: int) -> list[Image]:
    return [make_image() for _ in range(count)]


def others_of(image: Image) -> list[Image]:
    return [shown.image for shown in shown_for(image)]


def test_a_list_says_rank_image_similarity_and_band() -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, other = images(2)
    (row,) = recommend(image, other, similarity=0.81)
    assert shown_for(image) == [Shown(rank=1, image=other, similarity=row.similarity, band="very alike", pinned=False)]


def test_as_many_are_shown_as_the_last_run_says() -> None:
    publish(shown=2)
    image, *others = images(5)
    recommend(image, *others)
    assert others_of(image) == others[:2]


def test_before_the_first_run_the_setting_says_how_many(settings: Settings) -> None:
    settings.RECOMMENDATIONS_PER_IMAGE = 3
    image, *others = images(5)
    recommend(image, *others)
    assert others_of(image) == others[:3]


def test_a_spare_moves_up_for_a_hidden_image() -> None:
    publish(shown=2)
    image, *others = images(4)
    recommend(image, *others)
    decide(image=image, other=others[0], kind="hide")
    assert [(shown.rank, shown.image) for shown in shown_for(image)] == [(1, others[1]), (2, others[2])]


def test_a_spare_moves_up_for_a_deleted_image() -> None:
    publish(shown=2)
    image, *others = images(4)
    recommend(image, *others)
    others[0].delete()
    assert others_of(image) == others[1:]


def test_pins_come_first_in_the_order_they_were_decided() -> None:
    image, first, one, two = images(4)
    recommend(image, first)
    decide(image=image, other=two, kind="pin")
    decide(image=image, other=one, kind="pin")
    assert others_of(image) == [two, one, first]


def test_a_pin_that_no_run_compared_has_no_similarity_and_no_word() -> None:
    publish()
    image, pinned = images(2)
    decide(image=image, other=pinned, kind="pin")
    assert shown_for(image) == [Shown(rank=1, image=pinned, similarity=None, band="", pinned=True)]


def test_a_pin_that_a_run_compared_keeps_its_similarity_and_is_shown_once() -> None:
    image, first, pinned = images(3)
    rows = recommend(image, first, pinned)
    decide(image=image, other=pinned, kind="pin")
    seen = [(shown.image, shown.similarity, shown.pinned) for shown in shown_for(image)]
    assert seen == [(pinned, rows[1].similarity, True), (first, rows[0].similarity, False)]


def test_pins_count_among_those_shown() -> None:
    publish(shown=2)
    image, first, second, pinned = images(4)
    recommend(image, first, second)
    decide(image=image, other=pinned, kind="pin")
    assert others_of(image) == [pinned, first]


def test_an_unpublished_pin_is_left_out() -> None:
    image, draft = make_image(), make_image(published=False)
    decide(image=image, other=draft, kind="pin")
    assert others_of(image) == []


def test_a_pin_both_ways_holds_on_the_other_page_and_one_way_does_not() -> None:
    image, both, one = images(3)
    decide(image=image, other=both, kind="pin", both_ways=True)
    decide(image=image, other=one, kind="pin", both_ways=False)
    assert (others_of(both), others_of(one)) == ([image], [])


@pytest.mark.parametrize(("first", "second", "seen"), [("pin", "hide", 0), ("hide", "pin", 1)])
def test_of_two_decisions_on_a_pair_the_later_wins(first: str, second: str, seen: int) -> None:
    image, other = images(2)
    recommend(image, other)
    decide(image=other, other=image, kind=first, both_ways=True)
    decide(image=image, other=other, kind=second)
    assert len(others_of(image)) == seen


def test_decisions_on_other_pairs_change_nothing() -> None:
    image, other, third = images(3)
    recommend(image, other)
    decide(image=third, other=other, kind="hide", both_ways=True)
    assert others_of(image) == [other]


def test_many_lists_are_those_of_each_image_in_the_same_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    some = images(6)
    for image in some:
        recommend(image, *[other for other in some if other != image])
    decide(image=some[0], other=some[5], kind="pin", both_ways=True)
    each = {image.pk: shown_for(image) for image in some}
    with django_assert_num_queries(5):
        assert shown_for_many([image.pk for image in some]) == each


def test_an_image_without_rows_has_an_empty_list() -> None:
    (image,) = images(1)
    assert shown_for_many([image.pk]) == {image.pk: []}
