"""Programs as a test uses them: tokens of people with some permissions, and requests that show one."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from gallery.api import tokens
from gallery.api.models import SCOPES, Token
from tests.factories import serial


def person(*codenames: str, group: str = "", superuser: bool = False) -> User:
    """Return somebody who has these permissions, or is in this group."""
    user = User.objects.create_user(f"person-{next(serial)}", is_superuser=superuser, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    user.groups.set(Group.objects.filter(name=group))
    return user


def token_of(user: User, *scopes: str, **fields: Any) -> tuple[Token, str]:
    """Return a token of a person, for these scopes or for all, and what a program shows."""
    return tokens.make(user, name="test", scopes=scopes or SCOPES, **fields)


def showing(shown: str = "") -> Client:
    """Return a program that shows this token with each request, or none."""
    return Client(headers={"Authorization": f"Bearer {shown}"} if shown else {}, raise_request_exception=False)


def program(*codenames: str, group: str = "", superuser: bool = False, scopes: tuple[str, ...] = ()) -> Client:
    """Return a program with the token of somebody new."""
    return showing(token_of(person(*codenames, group=group, superuser=superuser), *scopes)[1])


def send(client: Client, address: str, body: Any = None, *, method: str = "POST", key: str = "", **headers: str) -> Any:
    """Send JSON, under an idempotency key where one is given."""
    sent = {"Idempotency-Key": key} if key else {}
    content = "" if body is None else json.dumps(body)
    return client.generic(method, address, content, content_type="application/json", headers=sent | headers)


def problem(response: Any) -> dict[str, Any]:
    """Return the problem that an answer holds; it must be one in every respect."""
    assert response.headers["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = response.json()
    assert said["status"] == response.status_code
    assert {"type", "title", "status", "detail", "instance"} <= said.keys()
    return said
