"""Decisions on two images: what holds afterwards, and what the history says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from gallery import deciding
from gallery.models import CuratedPair, Image, PairEvent, PairVerdict
from gallery.recommendations import decisions_on
from tests.factories import decide as stored
from tests.factories import make_image

pytestmark = pytest.mark.django_db
What = PairEvent.What


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna")


@pytest.fixture
def pair() -> tuple[Image, Image]:
    return make_image(), make_image()


def history() -> list[tuple[str, str]]:
    """Return who decided what, first to last."""
    return list(PairEvent.objects.order_by("pk").values_list("name", "what"))


def holds(image: Image, other: Image) -> str | None:
    """Return what lists are read with: the kind of decision on an image's page about another."""
    return decisions_on([image.pk]).get(image.pk, {}).get(other.pk)


def both_pages(pair: tuple[Image, Image]) -> tuple[str | None, str | None]:
    return holds(*pair), holds(*pair[::-1])


@pytest.mark.parametrize(
    ("what", "here", "there"),
    [("pin", "pin", None), ("pin_both", "pin", "pin"), ("hide", "hide", None), ("hide_both", "hide", "hide")],
)
def test_a_decision_holds_on_one_page_or_both(
    what: str, here: str, there: str | None, anna: User, pair: tuple[Image, Image]
) -> None:
    assert deciding.decide(anna, pair[0].pk, pair[1].pk, What(what)) is True
    assert (both_pages(pair), history()) == ((here, there), [("anna", what)])
    assert CuratedPair.objects.get().decided_by == anna


def test_a_decision_on_one_page_leaves_the_other_page_as_it_is(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, one.pk, other.pk, What.HIDE_BOTH)
    deciding.decide(anna, other.pk, one.pk, What.PIN)
    assert both_pages(pair) == ("hide", "pin")
    deciding.decide(anna, one.pk, other.pk, What.PIN)
    assert both_pages(pair) == ("pin", "pin")


def test_a_decision_both_ways_replaces_those_of_either_page(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, one.pk, other.pk, What.PIN)
    deciding.decide(anna, other.pk, one.pk, What.PIN)
    deciding.decide(anna, other.pk, one.pk, What.HIDE_BOTH)
    assert (both_pages(pair), CuratedPair.objects.count()) == (("hide", "hide"), 1)


def test_a_decision_that_holds_already_is_not_made_again(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, one.pk, other.pk, What.HIDE_BOTH)
    assert deciding.decide(anna, other.pk, one.pk, What.HIDE_BOTH) is False
    deciding.decide(anna, one.pk, other.pk, What.SAME)
    assert deciding.decide(anna, other.pk, one.pk, What.SAME) is False
    assert history() == [("anna", "hide_both"), ("anna", "same")]


@pytest.mark.parametrize("place", [0, 1])
def test_a_decision_both_ways_is_taken_back_from_either_page(place: int, anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.HIDE_BOTH)
    assert deciding.decide(anna, pair[place].pk, pair[1 - place].pk, What.UNDO) is True
    assert (both_pages(pair), history()) == ((None, None), [("anna", "hide_both"), ("anna", "undo")])


def test_taking_back_on_one_page_leaves_what_holds_on_the_other_only(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, one.pk, other.pk, What.HIDE)
    deciding.decide(anna, other.pk, one.pk, What.PIN)
    deciding.decide(anna, one.pk, other.pk, What.UNDO)
    assert both_pages(pair) == (None, "pin")


@pytest.mark.parametrize("what", ["undo", "unjudge"])
def test_where_nothing_holds_nothing_is_taken_back(what: str, anna: User, pair: tuple[Image, Image]) -> None:
    assert deciding.decide(anna, pair[0].pk, pair[1].pk, What(what)) is False
    assert history() == []


def test_a_verdict_is_one_for_both_whichever_is_named_first(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, other.pk, one.pk, What.SAME)
    deciding.decide(anna, one.pk, other.pk, What.DIFFERENT)
    verdict = PairVerdict.objects.get()
    assert (verdict.first, verdict.second, verdict.verdict, verdict.decided_by) == (one, other, "different", anna)
    assert history() == [("anna", "same"), ("anna", "different")]


def test_a_verdict_is_taken_back(anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.SAME)
    deciding.decide(anna, pair[1].pk, pair[0].pk, What.UNJUDGE)
    assert (PairVerdict.objects.count(), history()) == (0, [("anna", "same"), ("anna", "unjudge")])


def test_verdicts_and_decisions_on_a_pair_stand_beside_each_other(anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.SAME)
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.HIDE_BOTH)
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.UNJUDGE)
    assert (both_pages(pair), PairVerdict.objects.count()) == (("hide", "hide"), 0)


def test_nothing_is_decided_on_a_pair_that_was_decided_since_it_was_seen(anna: User, pair: tuple[Image, Image]) -> None:
    one, other = pair
    deciding.decide(anna, one.pk, other.pk, What.SAME, seen=0)
    last = PairEvent.objects.get()
    with pytest.raises(deciding.DecidedMeanwhile) as raised:
        deciding.decide(anna, other.pk, one.pk, What.DIFFERENT, seen=0)
    assert (raised.value.event, PairVerdict.objects.get().verdict) == (last, "same")
    assert deciding.decide(anna, other.pk, one.pk, What.DIFFERENT, seen=last.pk) is True


@pytest.mark.parametrize("gone", [True, False])
def test_nothing_is_decided_on_an_image_that_is_gone_or_on_one_and_itself(
    *, gone: bool, anna: User, pair: tuple[Image, Image]
) -> None:
    one, other = pair[0].pk, pair[1].pk
    if gone:
        pair[1].delete()
    with pytest.raises(deciding.ImageGone):
        deciding.decide(anna, one, other if gone else one, What.SAME)
    assert history() == []


def test_the_history_keeps_the_name_of_a_login_that_was_deleted(anna: User, pair: tuple[Image, Image]) -> None:
    deciding.decide(anna, pair[0].pk, pair[1].pk, What.SAME)
    anna.delete()
    event = PairEvent.objects.get()
    assert (event.decided_by, event.name) == (None, "anna")


def test_taking_back_one_of_two_decisions_on_a_pair_leaves_the_other(anna: User, pair: tuple[Image, Image]) -> None:
    older = stored(image=pair[0], other=pair[1], kind="hide")
    newer = stored(image=pair[1], other=pair[0], kind="pin", both_ways=True)
    deciding.take_back(anna, older)
    assert (CuratedPair.objects.get(), history()) == (newer, [("anna", "undo")])


@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_at_once_the_last_wins_and_the_history_has_all(pair: tuple[Image, Image]) -> None:
    users = [User.objects.create_user(f"user-{number}") for number in range(6)]

    def act(number: int) -> Any:
        try:
            one, other = pair if number % 2 else pair[::-1]
            deciding.decide(users[number], one.pk, other.pk, (What.PIN_BOTH, What.HIDE, What.SAME)[number % 3])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(act, range(6)))
    wanted = {"pin_both", "hide", "same"}
    assert {what for _, what in history()} == wanted
    last = PairEvent.objects.filter(what__in=["pin_both", "hide"]).latest("pk")
    assert holds(last.image, last.other) == last.what[:4].rstrip("_")
