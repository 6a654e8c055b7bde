"""Who may do what: every operation of the schema, for everybody who may call. One without an expectation fails."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from config.api import api
from tests.gallery.api.calling import person, problem, showing, token_of
from tests.gallery.api.expectations import EXPECTED, Expected, Scene

pytestmark = pytest.mark.django_db

SCHEMA: dict[str, Any] = api.described("/api/")
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
}
CURATORS = {"gallery.view_pairevent", "recommender.view_run"} | {
    f"gallery.{verb}_{what}" for verb in ("view", "add", "change") for what in ("image", "tag", "curatedpair")
}
RIGHTS: dict[str, set[str] | None] = {
    "superuser": None,
    "curator": CURATORS | {"gallery.publish_image", "gallery.delete_curatedpair"},
    "curator, read only": CURATORS,
    "reader": {"gallery.view_image", "gallery.view_tag", "gallery.view_curatedpair"},
    "somebody else": set(),
}
"""What each caller may at the desk; a superuser everything."""

SCOPES = {"reader": ("read",), "curator, read only": ("read",)}
"""Who has a token for less than everything."""

SHUT_OUT = ("revoked", "expired", "login closed", "forged")
CALLERS = ("nobody", *RIGHTS, *SHUT_OUT)


@pytest.fixture
def scene() -> Iterator[Scene]:
    with Scene.made() as scene:
        yield scene


def owner(caller: str) -> User:
    """Return whose token a caller shows."""
    if caller == "curator, read only" or caller == "curator":
        return person(group="Curators")
    if caller == "reader":
        return person("view_image", "view_tag", "view_curatedpair")
    return person(superuser=caller != "somebody else")


def client_of(caller: str) -> Client:
    """Return a program as this caller has it."""
    if caller == "nobody":
        return showing()
    token, shown = token_of(owner(caller), *SCOPES.get(caller, ()))
    if caller == "revoked":
        token.revoke()
    if caller == "expired":
        type(token).objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    if caller == "login closed":
        User.objects.filter(pk=token.user.pk).update(is_active=False)
    return showing(shown if caller != "forged" else shown[:-8] + "forged00")


def status_for(caller: str, expected: Expected) -> int:
    """Return 401, 403, or 200 for whatever an operation answers to those it lets in."""
    if caller in SHUT_OUT or (caller == "nobody" and not expected.anybody):
        return 401
    if caller == "nobody":
        return 200
    rights = RIGHTS[caller]
    permitted = rights is None or rights >= set(expected.permissions)
    return 200 if permitted and expected.scope in SCOPES.get(caller, ("read", "write", "delete")) else 403


def test_every_operation_has_an_expectation_and_no_other_has() -> None:
    assert set(OPERATIONS) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_schema_says_who_may_ask(name: str) -> None:
    expected, said = EXPECTED[name], OPERATIONS[name][2]["security"]
    assert said == [*([{}] if expected.anybody else []), {"token": [expected.scope]}]


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_lets_in_whom_it_should(name: str, caller: str, scene: Scene) -> None:
    method, path, _ = OPERATIONS[name]
    expected = EXPECTED[name]
    response = expected.send(client_of(caller), method, path, scene)
    status = status_for(caller, expected)
    if status == 200:
        assert response.status_code in expected.answers, response.content
    else:
        assert problem(response)["status"] == status
        assert scene.unchanged()


@pytest.mark.parametrize(
    ("name", "missing"), [(name, each) for name, expected in EXPECTED.items() for each in expected.permissions]
)
def test_each_permission_of_an_operation_is_needed_and_together_they_are_enough(
    name: str, missing: str, scene: Scene
) -> None:
    method, path, _ = OPERATIONS[name]
    expected = EXPECTED[name]
    codenames = {codename_of(each) for each in expected.permissions}
    users = [person(*(codenames - {codename_of(missing)})), person(*codenames)]
    answers = [expected.send(showing(token_of(user)[1]), method, path, scene) for user in users]
    assert problem(answers[0])["permission"] == missing
    assert answers[1].status_code in expected.answers, answers[1].content


def codename_of(permission: str) -> str:
    """Return a permission without the name of its app."""
    return permission.partition(".")[2]
