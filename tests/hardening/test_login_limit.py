"""Guessing passwords: few tries for a name from a network, more for a network, and no lock for anybody elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
LOCKED, WRONG, RIGHT = 429, 200, 302
MOST = 5
SENTENCE = (
    "Too many wrong passwords came from where you are, so none is looked at now, not even the right one. "
    "Wait 30 minutes, then try again, or ask whoever runs this site to unlock it."
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anna(settings: Settings) -> User:
    settings.TRUSTED_PROXIES = 1
    return User.objects.create_user("anna", password="right", is_staff=True)


def try_login(
    name: str = "anna", password: str = "wrong", *, network: str = HOME, forged: str = "", **more: str
) -> Any:
    """Send the form of the login as a proxy of ours passes it on; what is forged came with the request."""
    forwarded = f"{forged}, {network}" if forged else network
    fields = {"username": name, "password": password, **more}
    return Client().post(reverse("admin:login"), fields, headers={"X-Forwarded-For": forwarded})


def guess(times: int, **attempt: Any) -> list[int]:
    """Guess so many times, and return what was answered."""
    return [try_login(**attempt).status_code for _ in range(times)]


def test_the_fifth_wrong_password_locks_and_not_even_the_right_one_is_looked_at() -> None:
    assert guess(MOST) == [WRONG] * 4 + [LOCKED]
    assert guess(1, password="right") == [LOCKED]


def test_who_is_locked_out_reads_one_plain_sentence_in_the_site_s_dress_and_when_to_come_again() -> None:
    guess(MOST)
    response = try_login()
    said = re.findall(r'notice__\w+">(.+?)</', response.content.decode())
    assert said[:2] == ["The login is locked for a while", SENTENCE]
    assert (response["Retry-After"], response["Cache-Control"]) == ("1800", "private, no-store")


def test_the_owner_at_another_address_is_not_locked_out() -> None:
    guess(MOST)
    assert guess(1, password="right", network=ELSEWHERE) == [RIGHT]


def test_another_name_from_the_same_network_is_not_locked_out() -> None:
    guess(MOST, name="bert")
    assert guess(1, password="right") == [RIGHT]


def test_a_network_that_guesses_for_many_names_is_locked_for_all() -> None:
    answers = [try_login(f"name{number}").status_code for number in range(30)]
    assert answers == [WRONG] * 29 + [LOCKED]
    assert guess(1, password="right") == [LOCKED]
    assert guess(1, password="right", network=ELSEWHERE) == [RIGHT]


def test_a_forged_address_does_not_help_who_guesses() -> None:
    answers = [try_login(forged=f"192.0.2.{number}").status_code for number in range(MOST)]
    assert answers[-1] == LOCKED


def test_a_forged_address_does_not_lock_out_whoever_really_has_it() -> None:
    guess(MOST, network=ELSEWHERE, forged=HOME)
    assert guess(1, password="right") == [RIGHT]


def test_without_a_proxy_of_ours_no_header_is_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    answers = [try_login(network=f"192.0.2.{number}").status_code for number in range(MOST)]
    assert answers[-1] == LOCKED


def test_the_addresses_of_one_household_count_as_one() -> None:
    answers = [try_login(network=f"2001:db8:1:2::{number}").status_code for number in range(1, MOST + 1)]
    assert answers[-1] == LOCKED
    assert guess(1, network="2001:db8:1:3::1", password="right") == [RIGHT]


@pytest.mark.parametrize("peer", ["unknown", "", "x" * 5000, "203.0.113.7:49152"])
def test_a_peer_without_a_proper_address_is_counted_as_well(peer: str) -> None:
    assert guess(MOST, network=peer)[-1] == LOCKED


def test_a_lock_ends_by_itself_and_knocking_does_not_make_it_longer() -> None:
    guess(MOST)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=29))
    assert guess(1) == [LOCKED]
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=2))
    assert guess(1, password="right") == [RIGHT]


def test_the_right_password_in_time_begins_anew_for_this_name_and_network_alone() -> None:
    guess(MOST - 1)
    guess(MOST - 1, network=ELSEWHERE)
    assert guess(1, password="right") == [RIGHT]
    assert (guess(1), guess(1, network=ELSEWHERE)) == ([WRONG], [LOCKED])


@pytest.mark.parametrize(
    "command", [("axes_reset",), ("axes_reset_username", "anna"), ("axes_reset_ip", HOME)], ids=lambda words: words[0]
)
def test_an_operator_unlocks(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    guess(MOST)
    call_command(*command)
    assert guess(1, password="right") == [RIGHT]
    assert capsys.readouterr().out == "1 attempts removed.\n"


def test_an_operator_who_unlocks_one_leaves_the_others_locked() -> None:
    guess(MOST)
    call_command("axes_reset_username", "bert")
    call_command("axes_reset_ip", ELSEWHERE)
    assert guess(1) == [LOCKED]


@pytest.mark.parametrize("name", ["anna", "s3cret in the wrong field", "line\nERROR forged"])
def test_nothing_that_was_typed_is_stored_or_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    for _ in range(MOST + 1):
        try_login(name, "pass-s3cret", csrfmiddlewaretoken="token-s3cret")
    stored = str(list(AccessAttempt.objects.values()))
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "s3cret" not in stored + logged
    assert "forged" not in stored + logged
    assert "The login is locked for 30 minutes to 203.0.113.7: too many wrong passwords." in logged


def test_a_lock_does_not_throw_out_who_is_logged_in(client: Client, anna: User) -> None:
    client.force_login(anna)
    guess(30, name="bert")
    assert client.get(reverse("admin:index"), headers={"X-Forwarded-For": HOME}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_another_process_knows_who_is_locked_out() -> None:
    guess(MOST - 1)
    assert [tried_elsewhere(password="wrong"), *guess(1)] == [LOCKED, LOCKED]
    assert tried_elsewhere(password="right") == LOCKED


ELSEWHERE_TRIED = """
import django
from django.db import connection
django.setup()
connection.settings_dict["NAME"] = {name!r}
from django.test import Client
fields = dict(username="anna", password={password!r})
print(Client().post("/admin/login/", fields, REMOTE_ADDR={network!r}).status_code)
"""


def tried_elsewhere(*, password: str) -> int:
    """Try to log in at another process of the same site, and return what it answered."""
    script = ELSEWHERE_TRIED.format(name=str(connection.settings_dict["NAME"]), password=password, network=HOME)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)
