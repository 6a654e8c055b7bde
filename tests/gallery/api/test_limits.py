"""How much a caller may ask, counted for all processes together."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from gallery.api import forgetting
from gallery.api.forgetting import EVERY, Forgetting, forget
from gallery.api.limits import take
from gallery.api.models import Allowance
from tests.gallery.api.calling import person, problem, showing, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.gallery.api.small")]

NOON = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
THINGS = "/api/things"


def after(seconds: float) -> datetime.datetime:
    return NOON + datetime.timedelta(seconds=seconds)


def test_an_allowance_is_a_minute_s_requests_and_fills_up_steadily() -> None:
    assert [take("a", per_minute=3, now=NOON) for _ in range(5)] == [0, 0, 0, 20, 20]
    assert take("a", per_minute=3, now=after(5)) == 15
    assert [take("a", per_minute=3, now=after(20)) for _ in range(2)] == [0, 20]
    assert [take("a", per_minute=3, now=after(3600)) for _ in range(4)] == [0, 0, 0, 20]


def test_callers_do_not_take_from_each_other() -> None:
    assert [take(who, per_minute=1, now=NOON) for who in ("a", "b", "a")] == [0, 0, 60]


def test_whoever_is_refused_is_told_when_to_come_again(settings: Settings) -> None:
    settings.API_RATE_ANONYMOUS = 2
    responses = [Client().get(THINGS) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert 1 <= int(responses[2].headers["Retry-After"]) <= 30
    begins = "Here 2 requests a minute are answered. Wait "
    assert problem(responses[2])["detail"].startswith(begins)


def test_a_token_has_an_allowance_of_its_own_wherever_it_is_used(settings: Settings) -> None:
    settings.API_RATE_ANONYMOUS, settings.API_RATE_TOKEN = 1, 2
    shown = [token_of(person())[1] for _ in range(2)]
    asked = [("", "7"), ("", "7"), ("", "8"), (shown[0], "7"), (shown[0], "8"), (shown[0], "9"), (shown[1], "7")]
    codes = [showing(token).get(THINGS, REMOTE_ADDR=f"203.0.113.{host}").status_code for token, host in asked]
    assert codes == [200, 429, 200, 200, 200, 429, 200]


def test_whoever_guesses_tokens_is_counted_by_address(settings: Settings) -> None:
    settings.API_RATE_ANONYMOUS = 2
    guesses = [showing(f"kindred_abcdefgh_{str(number) * 40}") for number in range(3)]
    assert [client.get(THINGS).status_code for client in guesses] == [401, 401, 429]


def test_a_forged_header_makes_nobody_another_visitor(settings: Settings) -> None:
    settings.API_RATE_ANONYMOUS, settings.TRUSTED_PROXIES = 1, 1
    headers = [f"6.6.6.{number}, 203.0.113.7" for number in range(2)] + ["203.0.113.8"]
    codes = [Client(headers={"X-Forwarded-For": each}).get(THINGS).status_code for each in headers]
    assert codes == [200, 429, 200]


def test_an_address_is_stored_as_a_mark_of_the_day() -> None:
    Client().get(THINGS, REMOTE_ADDR="203.0.113.7")
    assert "203.0.113.7" not in Allowance.objects.get().caller


@pytest.mark.django_db(transaction=True)
def test_processes_at_the_same_moment_stay_below_the_limit_together() -> None:
    def ask(_: int) -> int:
        try:
            return take("a", per_minute=5, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(ask, range(24)))
    assert waits.count(0) == 5


def test_an_allowance_that_is_full_is_forgotten_and_no_other() -> None:
    take("rested", per_minute=60, now=after(-1))
    take("busy", per_minute=60, now=NOON)
    forget(NOON)
    assert list(Allowance.objects.values_list("caller", flat=True)) == ["busy"]


@pytest.mark.django_db(transaction=True)
def test_a_request_that_begins_no_transaction_forgets_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting.FORGETTING, "last", None)
    take("rested", per_minute=60, now=after(-1))
    assert Client(raise_request_exception=True).get(THINGS).status_code == 200
    assert not Allowance.objects.filter(caller="rested").exists()


def test_each_process_forgets_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [NOON, NOON + EVERY / 2, NOON + EVERY]
    done = list[datetime.datetime]()
    monkeypatch.setattr(forgetting, "forget", done.append)
    process = Forgetting()
    for moment in moments:
        process.now_and_then(moment)
    assert done == [NOON, NOON + EVERY]
