"""Tokens on the desk: made and revoked by their owners, shown once, in no cache, no session and no log."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from gallery.api import tokens
from gallery.api.models import Token
from tests.gallery.api.calling import person, token_of
from tests.gallery.desk import staff

pytestmark = pytest.mark.django_db

LIST = "/admin/api/token/"
ADD = "/admin/api/token/add/"


@pytest.fixture
def curator(client: Client) -> Client:
    return staff(client, group="Curators")


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "nightly import", "may_read": "on", "expires_at_0": "", "expires_at_1": "", **fields}


def shown_in(response: Any) -> str:
    """Return the secret that a page shows."""
    return str(re.findall(r"kindred_[a-z0-9]{8}_[a-z0-9]{40}", response.content.decode())[0])


def test_a_person_makes_a_token_and_sees_it_once(curator: Client) -> None:
    response = curator.post(ADD, form(may_write="on"))
    token = tokens.find(shown_in(response), timezone.now())
    assert token is not None
    assert (token.user.username, token.name, set(token.scopes)) == ("somebody", "nightly import", {"read", "write"})
    assert "no-store" in response.headers["Cache-Control"]
    assert shown_in(response).encode() not in curator.get(LIST).content


def test_the_secret_of_a_new_token_is_kept_nowhere(curator: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        response = curator.post(ADD, form())
    shown = shown_in(response)
    assert LogEntry.objects.get().object_repr == "nightly import"
    kept = [caplog.text, str(LogEntry.objects.values()), str([each.get_decoded() for each in Session.objects.all()])]
    assert [text for text in [*kept, str(response.cookies), str(Token.objects.values())] if shown in text] == []


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"may_read": ""}, "Tick at least one of read, write, delete."),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "12:00"}, "This has passed already."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_token_that_would_be_good_for_nothing_is_not_made(
    fields: dict[str, str], error: str, curator: Client
) -> None:
    assert error in curator.post(ADD, form(**fields)).content.decode()
    assert Token.objects.count() == 0


def test_a_person_sees_and_revokes_their_own_tokens(curator: Client) -> None:
    shown = shown_in(curator.post(ADD, form()))
    other = token_of(person())[0]
    page = curator.get(LIST).content.decode()
    assert ("nightly import" in page, other.prefix in page) == (True, False)
    chosen = {"action": "revoke", "_selected_action": list(Token.objects.values_list("pk", flat=True))}
    curator.post(LIST, chosen)
    assert tokens.find(shown, timezone.now()) is None
    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_superuser_sees_and_revokes_all(admin_client: Client) -> None:
    token = token_of(person())[0]
    assert token.prefix in admin_client.get(LIST).content.decode()
    response = admin_client.post(LIST, {"action": "revoke", "_selected_action": [token.pk]}, follow=True)
    assert "1 revoked." in response.content.decode()
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_changes_a_token(admin_client: Client) -> None:
    token = token_of(person())[0]
    admin_client.post(f"{LIST}{token.pk}/change/", form(name="other"))
    assert Token.objects.get().name == "test"


def test_tokens_go_with_their_owner_and_not_by_hand(curator: Client, admin_user: User) -> None:
    curator.post(ADD, form())
    token = Token.objects.get()
    curator.post(f"{LIST}{token.pk}/delete/", {"post": "yes"})
    assert Token.objects.count() == 1
    curator.force_login(admin_user)
    curator.post(f"/admin/auth/user/{token.user.pk}/delete/", {"post": "yes"})
    assert (Token.objects.count(), User.objects.filter(pk=token.user.pk).exists()) == (0, False)


def test_another_person_s_token_is_not_to_be_seen(curator: Client) -> None:
    token = token_of(person())[0]
    assert curator.get(f"{LIST}{token.pk}/change/").status_code == 302


def test_whoever_is_not_at_the_desk_makes_no_token(client: Client) -> None:
    user = person()
    user.is_staff = False
    user.save()
    client.force_login(user)
    assert client.post(ADD, form()).status_code == 302
    assert Token.objects.count() == 0
