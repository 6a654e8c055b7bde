"""Doubts are counted once a visitor, pair and day, bounded whoever counts, and forgotten in time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory
from pytest_django import Settings

from gallery import deciding, doubting
from gallery.doubting import KEPT_FOR, PER_HOUR, PER_VISITOR_AND_DAY, PER_VISITOR_AND_HOUR, TooMany, doubt, visitor_of
from gallery.models import Doubt, Image
from tests.factories import make_image
from tests.gallery.pairs import doubted

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def one() -> Image:
    return make_image()


def doubt_anew(one: Image, *, visitor: str, now: datetime.datetime) -> bool:
    """Have a visitor doubt that an image is like one never doubted before."""
    return doubt(one.pk, make_image().pk, visitor=visitor, now=now)


def many(one: Image, count: int, *, visitor: Callable[[int], str], said_at: datetime.datetime) -> None:
    """Store that many doubts on as many pairs."""
    for number in range(count):
        doubted(one, make_image(), visitor=visitor(number), said_at=said_at)


def test_a_visitor_s_doubt_on_a_pair_counts_once_a_day_from_either_page(one: Image) -> None:
    other = make_image()
    assert doubt(other.pk, one.pk, visitor="v", now=NOON) is True
    assert doubt(one.pk, other.pk, visitor="v", now=NOON + MINUTE) is False
    assert doubt(one.pk, other.pk, visitor="w", now=NOON) is True
    said = Doubt.objects.waiting().order_by("pk").values_list("first", "second", "visitor", "said_at")
    assert list(said) == [(one.pk, other.pk, visitor, NOON) for visitor in "vw"]


def test_a_visitor_says_so_many_doubts_an_hour_and_the_next_ones_later(one: Image) -> None:
    many(one, PER_VISITOR_AND_HOUR, visitor=lambda _: "v", said_at=NOON)
    with pytest.raises(TooMany) as limit:
        doubt_anew(one, visitor="v", now=NOON + 59 * MINUTE)
    assert limit.value.seconds == 3600
    assert doubt_anew(one, visitor="w", now=NOON + 59 * MINUTE) is True
    assert doubt_anew(one, visitor="v", now=NOON + 61 * MINUTE) is True


def test_a_visitor_says_so_many_doubts_a_day_and_the_next_ones_tomorrow(one: Image) -> None:
    many(one, PER_VISITOR_AND_DAY, visitor=lambda _: "v", said_at=NOON)
    with pytest.raises(TooMany) as limit:
        doubt_anew(one, visitor="v", now=NOON + 120 * MINUTE)
    assert limit.value.seconds == 10 * 3600 + 1


def test_all_visitors_together_say_so_many_an_hour(one: Image) -> None:
    first, second = one, make_image()
    Doubt.objects.bulk_create(
        Doubt(first=first, second=second, visitor=str(number), said_at=NOON) for number in range(PER_HOUR)
    )
    with pytest.raises(TooMany):
        doubt_anew(one, visitor="v", now=NOON + MINUTE)
    assert doubt_anew(one, visitor="v", now=NOON + 61 * MINUTE) is True


def test_what_is_refused_or_known_already_changes_nothing(one: Image) -> None:
    many(one, PER_VISITOR_AND_HOUR, visitor=lambda _: "v", said_at=NOON)
    known = Doubt.objects.earliest("pk")
    assert doubt(known.first_id, known.second_id, visitor="v", now=NOON) is False
    with pytest.raises(TooMany):
        doubt_anew(one, visitor="v", now=NOON)
    assert Doubt.objects.count() == PER_VISITOR_AND_HOUR


def test_who_said_it_is_forgotten_with_the_day_and_what_was_said_in_the_end(one: Image) -> None:
    old = doubted(one, make_image(), visitor="old", said_at=NOON - KEPT_FOR - MINUTE)
    yesterday = doubted(one, make_image(), visitor="yesterday", said_at=NOON - 12 * 60 * MINUTE - MINUTE)
    today = doubted(one, make_image(), visitor="today", said_at=NOON - 12 * 60 * MINUTE)
    doubt_anew(one, visitor="v", now=NOON)
    kept = dict(Doubt.objects.exclude(visitor="v").values_list("pk", "visitor"))
    assert kept == {yesterday.pk: "", today.pk: "today"}
    assert old.pk not in kept


def test_an_image_deleted_meanwhile_takes_no_doubt(one: Image) -> None:
    with pytest.raises(deciding.ImageGone):
        doubt(one.pk, one.pk + 1, visitor="v", now=NOON)


@pytest.mark.django_db(transaction=True)
def test_visitors_at_the_same_moment_in_several_processes_stay_below_the_limit(
    one: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubting, "PER_VISITOR_AND_HOUR", 3)
    others = [make_image().pk for _ in range(8)]

    def say(other: int) -> bool:
        try:
            return doubt(one.pk, other, visitor="v", now=NOON)
        except TooMany:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(say, others))
    assert (said.count(True), Doubt.objects.count()) == (3, 3)


@pytest.mark.parametrize(("proxies", "same"), [(0, True), (1, False)])
def test_a_forged_header_neither_helps_nor_harms(proxies: int, same: bool, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = proxies
    requests = [RequestFactory().get("/", headers={"X-Forwarded-For": f"6.6.6.{n}, 203.0.113.7"}) for n in range(2)]
    assert visitor_of(requests[0], NOON) == visitor_of(requests[1], NOON)
    honest = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.8"})
    assert (visitor_of(honest, NOON) == visitor_of(requests[0], NOON)) is same


def test_the_mark_of_a_visitor_does_not_hold_the_address_and_changes_at_midnight() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    marks = {visitor_of(request, NOON), visitor_of(request, NOON + 11 * 60 * MINUTE)}
    assert (len(marks), visitor_of(request, NOON + 12 * 60 * MINUTE) in marks) == (1, False)
