"""The page for programmers, and the schema: they say of every operation what all have in common."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from gallery.api.reference import groups, in_words
from gallery.templatetags.api_tags import coded

pytestmark = pytest.mark.urls("tests.gallery.api.small")

NOWHERE: dict[str, Any] = {"components": {"schemas": {}}}


@pytest.fixture
def schema() -> dict[str, Any]:
    said: dict[str, Any] = Client().get("/api/openapi.json").json()
    return said


def test_the_schema_is_openapi_3_1(schema: dict[str, Any]) -> None:
    assert (schema["openapi"], "servers" in schema) == ("3.1.0", False)
    assert list(schema["components"]["securitySchemes"]) == ["token"]
    assert schema["paths"]["/api/things"]["post"]["operationId"] == "make_thing"


def test_what_every_operation_may_answer_is_said_with_each(schema: dict[str, Any]) -> None:
    paths = schema["paths"]
    assert set(paths["/api/things"]["get"]["responses"]) == {"200", "400", "401", "403", "422", "429", "503"}
    assert set(paths["/api/things/{pk}"]["get"]["responses"]) == {
        "200",
        "400",
        "401",
        "403",
        "404",
        "422",
        "429",
        "503",
    }
    changing = {"204", "400", "401", "403", "409", "413", "422", "429", "503"}
    assert set(paths["/api/things/{pk}"]["delete"]["responses"]) == changing


def test_problems_are_problem_details_and_the_rest_is_json(schema: dict[str, Any]) -> None:
    kinds = {
        (status < "400", *answer.get("content", {}))
        for methods in schema["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
    }
    assert kinds == {(True, "application/json"), (True,), (False, "application/problem+json")}


def test_an_operation_says_which_tokens_it_takes(schema: dict[str, Any]) -> None:
    things = schema["paths"]["/api/things"]
    assert things["get"]["security"] == [{}, {"token": ["read"]}]
    assert things["post"]["security"] == [{"token": ["write"]}]


def test_what_changes_something_takes_a_key(schema: dict[str, Any]) -> None:
    things = schema["paths"]["/api/things"]
    names = [[each["name"] for each in things[method]["parameters"]] for method in ("get", "post")]
    assert names == [["q"], ["Idempotency-Key"]]


def test_the_page_shows_every_operation(schema: dict[str, Any], settings: Settings) -> None:
    settings.API_RATE_TOKEN = 1234
    response = Client().get("/api/")
    page = response.content.decode()
    ids = [each["operationId"] for methods in schema["paths"].values() for each in methods.values()]
    assert [name for name in ids if f'id="{name}"' not in page] == []
    assert ("1234 with one" in page, 'lang="en"' in page) == (True, True)
    assert not response.cookies


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_the_page_is_in_the_language_of_the_code(language: str) -> None:
    response = Client(headers={"Accept-Language": language}).get("/api/")
    page = response.content.decode()
    assert ('lang="en"' in page, 'class="languages"' in page) == (True, False)
    assert "Content-Language" not in response.headers


def test_an_operation_is_described_in_words(schema: dict[str, Any]) -> None:
    (operation,) = [each for each in groups(schema)["Things"] if each.name == "make_thing"]
    assert operation.rights == "a token with the scope write"
    assert [(field.name, field.type, field.required) for field in operation.body] == [
        ("name", "text", True),
        ("parts", "list of: text", False),
    ]
    created = operation.answers[0]
    assert (created.status, [field.name for field in created.fields]) == ("201", ["name", "by"])
    assert (operation.summary, len(operation.answers)) == ("Make thing", 1)


@pytest.mark.parametrize(
    ("described", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 200}, "whole number, 1 to 200"),
        ({"type": "integer", "minimum": 1, "maximum": 2**63 - 1}, "whole number, from 1"),
        ({"type": "string", "maxLength": 200}, "text, up to 200 characters"),
        ({"type": "string", "format": "date-time"}, "date and time, ISO 8601"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or null"),
        ({"enum": ["pin", "hide"]}, "one of pin, hide"),
        ({"const": "pin"}, "one of pin"),
        ({"type": "array", "items": {"type": "integer"}}, "list of: whole number"),
        ({}, "object"),
    ],
)
def test_a_type_is_said_in_words(described: dict[str, Any], words: str) -> None:
    assert in_words(described, NOWHERE) == words


def test_what_stands_between_backticks_is_code_and_nothing_is_markup() -> None:
    assert coded("Follow `next`, not `<b>`.") == "Follow <code>next</code>, not <code>&lt;b&gt;</code>."
    assert coded("<b>") == "&lt;b&gt;"
