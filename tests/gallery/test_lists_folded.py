"""Lists in which what is nearly the same is one entry, read from stored rows."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from gallery.models import Image, Publication, Recommendation
from gallery.recommendations import shown_for, shown_for_many
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db

LIMITS = (0.5, 0.7, 0.9)


def images(count: int) -> list[Image]:
    return [make_image() for _ in range(count)]


def pair(one: Image, other: Image, *, similarity: float = 0.9) -> None:
    """Store a row behind all others of an image."""
    rank = 1 + Recommendation.objects.filter(image=one).count()
    Recommendation.objects.create(image=one, recommended=other, rank=rank, similarity=similarity)


def entries_of(image: Image) -> list[tuple[Image, ...]]:
    """Return the entries of an image's list, each with what is folded into it."""
    return [(shown.image, *shown.folded) for shown in shown_for(image)]


def test_images_nearly_the_same_as_each_other_are_one_entry_under_the_best_ranked() -> None:
    publish(limits=LIMITS)
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    pair(first, third)
    assert entries_of(image) == [(first, third), (second,)]


def test_a_pair_is_known_from_the_list_of_either() -> None:
    publish(limits=LIMITS)
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    pair(third, first)
    assert entries_of(image) == [(first, third), (second,)]


def test_images_nearly_the_same_as_the_image_itself_are_one_entry() -> None:
    publish(limits=LIMITS)
    image, first, second, third = images(4)
    for other, similarity in ((first, 0.99), (second, 0.9), (third, 0.89)):
        pair(image, other, similarity=similarity)
    assert entries_of(image) == [(first, second), (third,)]


def test_the_limit_belongs_to_those_that_are_folded_and_what_is_below_is_not() -> None:
    publish(limits=LIMITS)
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    pair(first, second, similarity=0.9)
    pair(first, third, similarity=0.8999)
    assert entries_of(image) == [(first, second), (third,)]


def test_the_limit_of_the_last_run_is_the_one_that_counts() -> None:
    publish(limits=LIMITS)
    image, first, second = images(3)
    recommend(image, first, second, similarity=0.8)
    pair(first, second, similarity=0.92)
    assert entries_of(image) == [(first, second)]
    Publication.objects.update(nearly_same_from=0.93)
    assert entries_of(image) == [(first,), (second,)]


@pytest.mark.parametrize("ran", [True, False])
def test_where_there_are_no_words_nothing_is_folded(*, ran: bool) -> None:
    if ran:
        publish(limits=None)
    image, first, second = images(3)
    recommend(image, first, second, similarity=1.0)
    pair(first, second, similarity=1.0)
    assert entries_of(image) == [(first,), (second,)]


def test_spares_fill_the_places_of_what_is_folded_and_ranks_have_no_gaps() -> None:
    publish(shown=2, limits=LIMITS)
    image, first, second, third, fourth = images(5)
    recommend(image, first, second, third, fourth, similarity=0.8)
    pair(first, second)
    pair(fourth, first)
    assert entries_of(image) == [(first, second, fourth), (third,)]
    assert [shown.rank for shown in shown_for(image)] == [1, 2]


def test_what_is_hidden_neither_stands_for_others_nor_is_folded() -> None:
    publish(limits=LIMITS)
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    pair(first, second)
    pair(first, third)
    decide(image=image, other=first, kind="hide")
    assert entries_of(image) == [(second,), (third,)]


def test_what_visitors_may_not_see_is_not_folded_either() -> None:
    publish(limits=LIMITS)
    image, first, draft = make_image(), make_image(), make_image(published=False)
    recommend(image, draft, first, similarity=0.8)
    pair(first, draft)
    assert entries_of(image) == [(first,)]


def test_pins_are_never_folded_away_and_stand_for_what_is_nearly_the_same() -> None:
    publish(limits=LIMITS)
    image, first, second, pinned, other_pin = images(5)
    recommend(image, first, pinned, second, similarity=0.8)
    pair(first, pinned)
    pair(pinned, other_pin)
    for pin in (pinned, other_pin):
        decide(image=image, other=pin, kind="pin")
    assert entries_of(image) == [(pinned, first), (other_pin,), (second,)]
    assert [shown.pinned for shown in shown_for(image)] == [True, True, False]


def test_a_pin_in_no_stored_list_of_the_image_stands_for_what_its_own_list_says() -> None:
    publish(limits=LIMITS)
    image, first, pinned = images(3)
    recommend(image, first, similarity=0.8)
    pair(pinned, first)
    decide(image=image, other=pinned, kind="pin")
    assert entries_of(image) == [(pinned, first)]


def test_an_image_in_whose_list_a_pin_stands_far_up_is_folded_into_the_pin() -> None:
    publish(limits=LIMITS)
    image, first, pinned = images(3)
    pair(image, first, similarity=0.95)
    pair(pinned, image, similarity=0.95)
    decide(image=image, other=pinned, kind="pin")
    assert entries_of(image) == [(pinned, first)]


def test_unfolded_lists_have_a_place_for_each() -> None:
    publish(limits=LIMITS)
    image, first, second = images(3)
    recommend(image, first, second, similarity=0.8)
    pair(first, second)
    (shown,) = shown_for_many([image.pk], folded=False).values()
    assert [(each.image, each.folded) for each in shown] == [(first, ()), (second, ())]


def test_many_lists_are_folded_as_each_is_and_the_queries_do_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publish(limits=LIMITS)
    some = images(6)
    for image in some:
        recommend(image, *[other for other in some if other != image], similarity=0.93)
    decide(image=some[0], other=some[5], kind="pin", both_ways=True)
    each = {image.pk: shown_for(image) for image in some}
    for ids in ([some[0].pk], [image.pk for image in some]):
        with django_assert_num_queries(6):
            assert shown_for_many(ids) == {pk: each[pk] for pk in ids}
    with django_assert_num_queries(4):
        shown_for_many(list(each), folded=False)
