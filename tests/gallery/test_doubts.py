"""What becomes of visitors' doubts when curators decide, and take back what they decided."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from gallery import deciding
from gallery.models import CuratedPair, Doubt, Image, PairEvent
from tests.factories import make_image, recommend
from tests.gallery.pairs import doubted

pytestmark = pytest.mark.django_db

What = PairEvent.What


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna")


@pytest.fixture
def pair() -> tuple[Image, Image]:
    """Two images that a list has, doubted twice."""
    one, other = make_image(), make_image()
    recommend(other, one)
    doubted(one, other)
    doubted(one, other)
    return one, other


def waiting() -> int:
    return Doubt.objects.waiting().count()


@pytest.mark.parametrize("what", ["pin", "pin_both", "hide", "hide_both", "same", "leave"])
def test_a_decision_that_says_whether_two_are_alike_settles_what_is_doubted(
    what: str, anna: User, pair: tuple[Image, Image]
) -> None:
    doubted(pair[0], make_image())
    assert deciding.decide(anna, pair[1].pk, pair[0].pk, What(what)) is True
    assert waiting() == 1
    assert set(Doubt.objects.on(pair[1].pk, pair[0].pk).values_list("settled_by__what", flat=True)) == {what}


def test_that_two_are_not_the_same_picture_says_nothing_about_their_being_alike(
    anna: User, pair: tuple[Image, Image]
) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.DIFFERENT)
    assert waiting() == 2


@pytest.mark.parametrize(
    ("what", "back"), [("hide_both", "undo"), ("pin", "undo"), ("same", "unjudge"), ("leave", "unleave")]
)
def test_taking_a_decision_back_lets_its_doubts_wait_again(
    what: str, back: str, anna: User, pair: tuple[Image, Image]
) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What(what))
    assert deciding.decide(anna, pair[0].pk, pair[1].pk, What(back)) is True
    assert waiting() == 2
    assert list(PairEvent.objects.order_by("pk").values_list("what", "name")) == [(what, "anna"), (back, "anna")]


def test_a_decision_taken_back_in_the_list_of_decisions_lets_its_doubts_wait_again(
    anna: User, pair: tuple[Image, Image]
) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.HIDE)
    deciding.take_back(anna, CuratedPair.objects.get())
    assert waiting() == 2


def test_what_was_settled_before_stays_settled_when_a_later_decision_is_taken_back(
    anna: User, pair: tuple[Image, Image]
) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.LEAVE)
    doubted(*pair)
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.HIDE_BOTH)
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.UNDO)
    assert (waiting(), Doubt.objects.filter(settled_by__what="leave").count()) == (1, 2)


def test_there_is_nothing_to_leave_where_nobody_doubts_and_nothing_to_take_up_again(
    anna: User, pair: tuple[Image, Image]
) -> None:
    Doubt.objects.all().delete()
    decided = [deciding.decide(anna, pair[0].pk, pair[1].pk, what) for what in (What.LEAVE, What.UNLEAVE)]
    assert (decided, PairEvent.objects.count()) == ([False, False], 0)


def test_what_is_doubted_after_a_decision_is_a_round_of_its_own(anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.LEAVE)
    (settled,) = Doubt.objects.last_rounds()
    assert (settled.doubts, settled.settled, settled.first) == (2, True, pair[0].pk)
    latest = doubted(*pair)
    (waits,) = Doubt.objects.last_rounds()
    assert (waits.doubts, waits.settled, waits.since) == (1, False, latest.said_at)


def test_of_several_settled_rounds_the_last_one_counts(anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.LEAVE)
    doubted(*pair)
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.LEAVE)
    assert [(last.doubts, last.settled) for last in Doubt.objects.last_rounds()] == [(1, True)]


def test_pairs_are_ordered_by_doubts_and_then_by_how_long_they_wait(pair: tuple[Image, Image]) -> None:
    later, third = make_image(), make_image()
    doubted(pair[0], later)
    doubted(pair[1], third)
    firsts = [(last.first, last.second) for last in Doubt.objects.last_rounds()]
    assert firsts == [(pair[0].pk, pair[1].pk), (pair[0].pk, later.pk), (pair[1].pk, third.pk)]


def test_doubts_are_listed_as_long_as_either_list_has_the_pair(pair: tuple[Image, Image]) -> None:
    doubted(pair[0], make_image())
    assert Doubt.objects.listed().count() == 2
    pair[1].recommendations.all().delete()
    assert Doubt.objects.listed().count() == 0
    recommend(*pair)
    assert Doubt.objects.listed().count() == 2


def test_the_database_takes_a_visitor_s_word_once_as_long_as_it_knows_the_visitor(pair: tuple[Image, Image]) -> None:
    doubted(*pair, visitor="v")
    with pytest.raises(IntegrityError), transaction.atomic():
        doubted(*pair, visitor="v")
    assert Doubt.objects.filter(visitor="").count() == 2


def test_a_pair_has_an_order_and_two_images(pair: tuple[Image, Image]) -> None:
    for first, second in ((pair[1], pair[0]), (pair[0], pair[0])):
        with pytest.raises(IntegrityError), transaction.atomic():
            Doubt.objects.create(first=first, second=second)
