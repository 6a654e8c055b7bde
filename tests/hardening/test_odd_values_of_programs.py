"""Odd values in every path, parameter, header and field that the API's own schema names: no operation breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from gallery.models import Image
from tests.gallery.api.calling import program

ODD = {"nul": "a\0b", "lone-surrogate": "a\ud800b", "digits": "9" * 20, "long": "x" * 5000, "long-digits": "9" * 5000}

Attempt = tuple[str, str, str]


@pytest.fixture
def chief(catalogue: list[Image], settings: Settings) -> Client:
    settings.API_RATE_TOKEN = settings.API_RATE_ANONYMOUS = 1_000_000
    return program(superuser=True)


def operations(browser: Client) -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    """Yield method, address, what it takes, and the fields of its body, as the schema says."""
    schema = browser.get("/api/openapi.json").json()
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield method, address, operation, fields_of(content.get("schema", {}), schema)


def fields_of(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a body, wherever the schema describes them."""
    while "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[1]]
    return dict(part.get("properties", {}))


def sent(browser: Client, method: str, address: str, *, body: Any = None, **headers: str) -> int:
    """Send a request in a transaction that is taken back, and return the status of the answer."""
    with transaction.atomic():
        content = "" if body is None else json.dumps(body)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        status = browser.generic(
            method.upper(), address, content, content_type="application/json", headers=given
        ).status_code
        transaction.set_rollback(True)
    return status


def escaped(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_no_odd_part_or_parameter_breaks_an_operation(chief: Client, catalogue: list[Image], value: str) -> None:
    here, broken, tried = str(catalogue[0].pk), list[Attempt](), 0
    for method, address, operation, _ in operations(chief):
        for parameter in operation.get("parameters", []):
            name, query, path = parameter["name"], "", address
            if parameter["in"] == "path":
                path = path.replace(f"{{{name}}}", escaped(value))
            elif parameter["in"] == "query":
                query = "?" + urlencode({name: value}, errors="surrogatepass")
            tried += 1
            path = path.replace("{image_id}", here).replace("{tag_id}", "1")
            if sent(chief, method, path + query, body={}) >= 500:
                broken.append((method, address, name))
    assert tried > 20
    assert broken == []


@pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())
def test_no_odd_field_breaks_an_operation(chief: Client, catalogue: list[Image], value: str) -> None:
    here, broken, tried = str(catalogue[0].pk), list[Attempt](), 0
    number: Any = int(value) if value == ODD["digits"] else value
    for method, address, _, fields in operations(chief):
        path = address.replace("{image_id}", here).replace("{tag_id}", "1")
        for name in fields:
            for odd in (value, number, [value], [number], [{"id": number, name: value}], {name: value}):
                tried += 1
                if sent(chief, method, path, body={name: odd}) >= 500:
                    broken.append((method, address, name))
    assert tried > 50
    assert broken == []


@pytest.mark.parametrize("header", ["idempotency_key", "if_none_match", "if_match", "authorization", "accept"])
@pytest.mark.parametrize("value", ["9" * 20, "x" * 5000, "\x7f", "Bearer", "Bearer kindred_" + "é" * 40, "W/", '"'])
def test_no_odd_header_breaks_an_operation(chief: Client, catalogue: list[Image], header: str, value: str) -> None:
    path = f"/api/images/{catalogue[0].pk}"
    assert sent(chief, "get", path, **{header: value}) < 500
    assert sent(chief, "patch", path, body={"title": "Boat"}, **{header: value}) < 500


@pytest.mark.parametrize("body", [b"", b"\xff", b"[", b"null", b"9" * 5000, b"[" * 100_000, b'{"title": NaN}', b"\0"])
def test_no_body_that_makes_no_sense_breaks_an_operation(chief: Client, body: bytes) -> None:
    for method, address, _, fields in operations(chief):
        if fields:
            path = address.replace("{image_id}", "1").replace("{tag_id}", "1")
            status = chief.generic(method.upper(), path, body, content_type="application/json").status_code
            assert 400 <= status < 500, (method, address)
