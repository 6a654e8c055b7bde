"""Tokens: a secret shown once, and what it opens as long as it is good."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gallery.api import tokens
from gallery.api.models import Token
from tests.gallery.api.calling import person, problem, program, showing, token_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.gallery.api.small")]

THINGS = "/api/things"
NOT_ACCEPTED = (
    "This token is unknown, revoked or expired, or its owner's login is closed. Make another one at the desk."
)


def test_a_token_opens_what_its_scopes_say_in_its_owner_s_name() -> None:
    user = person()
    shown = token_of(user, "read", "write")[1]
    assert showing(shown).get(THINGS).json() == [user.username, "read", "write"]


def test_without_a_token_one_is_nobody() -> None:
    assert Client().get(THINGS).json() == [""]


def test_only_a_hash_of_the_secret_is_stored_and_its_beginning() -> None:
    token, shown = token_of(person())
    stored = Token.objects.values_list().get(pk=token.pk)
    assert shown not in map(str, stored)
    assert shown.startswith(f"kindred_{token.prefix}_")
    assert len(shown.removeprefix(f"kindred_{token.prefix}_")) == 40
    assert shown != token_of(token.user)[1]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_word_before_a_token_may_be_written_in_any_way(scheme: str) -> None:
    client = Client(headers={"Authorization": f"{scheme} {token_of(person())[1]}"})
    assert client.get(THINGS).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic dXNlcjpwYXNz",
        "kindred_abcdefgh_0",
        "Bearer a\x00b",
        "Bearer é",
        "x" * 9000,
    ],
)
def test_what_is_no_token_is_not_accepted(header: str) -> None:
    response = Client(headers={"Authorization": header}).get(THINGS)
    assert problem(response)["detail"] == NOT_ACCEPTED
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Kindred", error="invalid_token"'


def test_a_token_with_a_wrong_secret_is_not_accepted() -> None:
    shown = token_of(person())[1]
    other = "0" if shown[-1] != "0" else "1"
    assert showing(shown[:-1] + other).get(THINGS).status_code == 401
    assert showing(shown + "0").get(THINGS).status_code == 401


def test_a_revoked_token_is_not_accepted_and_stays_revoked() -> None:
    token, shown = token_of(person())
    assert (token.revoke(), token.revoke()) == (True, False)
    assert problem(showing(shown).get(THINGS))["detail"] == NOT_ACCEPTED


def test_a_token_is_good_until_it_expires() -> None:
    now = timezone.now()
    shown = token_of(person(), expires_at=now)[1]
    assert tokens.find(shown, now - datetime.timedelta(seconds=1)) is not None
    assert tokens.find(shown, now) is None
    assert showing(shown).get(THINGS).status_code == 401


def test_a_token_is_good_as_long_as_its_owner_s_login_is_open() -> None:
    token, shown = token_of(person(superuser=True))
    token.user.is_active = False
    token.user.save()
    assert problem(showing(shown).get(THINGS))["detail"] == NOT_ACCEPTED


def test_a_token_for_reading_does_not_write() -> None:
    response = program(superuser=True, scopes=("read",)).post(THINGS, {"name": "a"}, "application/json")
    said = problem(response)
    assert (said["title"], said["scope"], said["status"]) == ("Scope needed", "write", 403)
    asked = 'Bearer realm="Kindred", error="insufficient_scope", scope="write"'
    assert response.headers["WWW-Authenticate"] == asked


def test_a_token_for_writing_only_does_not_read() -> None:
    assert problem(program(scopes=("write",)).get(THINGS))["scope"] == "read"


def test_a_scope_is_no_permission() -> None:
    user = person("change_image")
    response = showing(token_of(user)[1]).post(THINGS, {"name": "a"}, "application/json")
    said = problem(response)
    assert (said["status"], said["permission"]) == (403, "gallery.add_image")
    whose = f"This takes the permission gallery.add_image, which {user.username} does not have."
    assert said["detail"] == f"{whose} Ask an administrator for it."


def test_scope_and_permission_together_are_enough() -> None:
    client = program("add_image", scopes=("write",))
    assert client.post(THINGS, {"name": "a"}, "application/json").status_code == 201


def test_a_login_in_a_browser_opens_nothing(client: Client) -> None:
    client.force_login(person(superuser=True))
    assert client.get(THINGS).json() == [""]
    response = client.post(THINGS, {"name": "a"}, "application/json")
    assert problem(response)["detail"].startswith("This takes a token.")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Kindred"'


def test_the_last_use_is_noted_once_a_minute() -> None:
    token, now = token_of(person())[0], timezone.now()
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        token.refresh_from_db()
        Token.objects.note_use(token, now + datetime.timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == now + datetime.timedelta(seconds=noted)


def test_within_a_minute_nothing_is_written_whatever_this_process_knows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    token, now = token_of(person())[0], timezone.now()
    stale = Token.objects.get()
    Token.objects.note_use(token, now)
    Token.objects.note_use(stale, now + datetime.timedelta(seconds=30))
    token.refresh_from_db()
    assert token.last_used_at == now
    with django_assert_num_queries(0):
        Token.objects.note_use(token, now + datetime.timedelta(seconds=59))


def test_a_request_notes_the_use_of_its_token() -> None:
    token, shown = token_of(person())
    showing(shown).get(THINGS)
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_token_is_good_for_something() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        tokens.make(person(), name="nothing", scopes=())


def test_answers_belong_to_whoever_showed_the_token() -> None:
    response = Client().get(THINGS)
    assert (response.headers["Vary"], response.headers["Cache-Control"]) == ("Authorization", "private, no-cache")
    assert not response.cookies
