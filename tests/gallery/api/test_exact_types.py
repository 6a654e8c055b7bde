"""A value is what the schema says it is: nothing is taken for a yes, a number or a moment that only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_image
from tests.gallery.api.calling import problem, program, send

pytestmark = pytest.mark.django_db

QUERIES = [
    ("images?updated_since=0.5", "must be a date, or a date and a time, such as 2026-03-01T12:00:00Z"),
    ("images?updated_since=1767225600", "must be a date, or a date and a time, such as 2026-03-01T12:00:00Z"),
    ("images?published=1", "must be true or false"),
    ("images?published=", "must be true or false"),
    ("images/1/similar?folded=yes", "must be true or false"),
]
CHANGES: list[dict[str, Any]] = [
    {"published": 0},
    {"published": "true"},
    {"title": 5},
    {"tags": "boats"},
    {"taken_at": 0},
    {"taken_at": "0"},
    {"unknown": 1},
]


@pytest.mark.parametrize(("address", "message"), QUERIES)
def test_an_address_says_yes_and_moments_in_one_way(address: str, message: str) -> None:
    said = problem(Client().get(f"/api/{address}"))
    assert [error["message"] for error in said["errors"]] == [f"Value error, {message}"]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_body_s_values_have_their_types(changes: dict[str, Any]) -> None:
    image = make_image()
    said = problem(send(program(superuser=True), f"/api/images/{image.pk}", changes, method="PATCH"))
    assert (said["status"], [error["where"] for error in said["errors"]]) == (422, [f"body.{next(iter(changes))}"])


def test_what_has_its_type_is_taken() -> None:
    changes = {"published": False, "taken_at": "2026-03-01T12:00:00Z", "tags": ["boats"], "title": "5"}
    response = send(program(superuser=True), f"/api/images/{make_image().pk}", changes, method="PATCH")
    assert {name: response.json()[name] for name in changes} == changes
