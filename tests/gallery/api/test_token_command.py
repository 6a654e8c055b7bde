"""Tokens by command: printed once, listed without their secrets, revoked by number."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from gallery.api import tokens
from gallery.api.models import Token
from tests.gallery.api.calling import person, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("api_token", *arguments, stdout=out)
    return out.getvalue()


def test_create_prints_the_token_and_nothing_else(anna: User) -> None:
    shown = run("create", "anna", "--name", "import", "--scope", "read", "write")
    token = tokens.find(shown.strip(), timezone.now())
    assert token is not None
    assert (token.user, token.name, set(token.scopes), token.expires_at) == (anna, "import", {"read", "write"}, None)


def test_a_token_may_hold_for_some_days(anna: User) -> None:
    run("create", "anna", "--name", "import", "--scope", "read", "--days", "30")
    expires_at = Token.objects.get().expires_at
    assert expires_at is not None
    assert timedelta(days=29) < expires_at - timezone.now() <= timedelta(days=30)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["bob", "--name", "a"], "There is nobody called 'bob'. Give the name of a login."),
        (["anna", "--name", " "], "--name must have 1 to 100 characters, got 1."),
        (["anna", "--name", "a" * 101], "--name must have 1 to 100 characters, got 101."),
        (["anna", "--name", "a", "--days", "0"], "--days must be from 1 to 36500, got 0."),
    ],
)
def test_create_says_what_is_wrong(arguments: list[str], error: str, anna: User) -> None:
    with pytest.raises(CommandError) as said:
        run("create", *arguments, "--scope", "read")
    assert (str(said.value), said.value.returncode, Token.objects.count()) == (error, 2, 0)


def test_the_list_says_what_each_is_for_and_whether_it_is_good() -> None:
    good, revoked = token_of(person(), "read", "delete")[0], token_of(person())[0]
    expired = token_of(person(), expires_at=timezone.now())[0]
    closed = token_of(person())[0]
    User.objects.filter(pk=closed.user.pk).update(is_active=False)
    revoked.revoke()
    lines = run("list").splitlines()
    assert lines[3] == f"{good.pk}  kindred_{good.prefix}_…  {good.user}  read,delete  good  test"
    assert [f"revoked {timezone.now():%Y-%m-%d}" in lines[2], "expired" in lines[1]] == [True, True]
    assert (str(expired.pk) in lines[1], "login closed" in lines[0]) == (True, True)


def test_revoke_says_what_it_did() -> None:
    token = token_of(person())[0]
    named = f"Token {token.pk}, “test” of {token.user}"
    assert [run("revoke", str(token.pk)) for _ in range(2)] == [
        f"{named}, is revoked.\n",
        f"{named}, was already revoked.\n",
    ]


def test_revoke_says_that_there_is_no_such_token() -> None:
    with pytest.raises(CommandError, match=r"There is no token 7. See manage.py api_token list."):
        run("revoke", "7")
