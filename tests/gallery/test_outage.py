"""The database out of reach is told from a query that is wrong, and said on a page of its own."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from gallery.outage import is_out_of_reach
from tests.gallery.test_error_pages import said


def postgresql(code: str | None, kind: type[DatabaseError | InterfaceError] = OperationalError) -> Exception:
    """Return an error as PostgreSQL's driver explains it."""
    error = kind("said the server")
    error.__cause__ = Exception()
    error.__cause__.pgcode = code  # type: ignore[attr-defined]
    return error


def sqlite(name: str) -> Exception:
    error = OperationalError("said SQLite")
    error.__cause__ = sqlite3.OperationalError()
    error.__cause__.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    "error",
    [
        postgresql(None),
        postgresql(None, InterfaceError),
        postgresql("57P01"),
        postgresql("57P03"),
        postgresql("53300"),
        postgresql("08006"),
        sqlite("SQLITE_BUSY"),
        sqlite("SQLITE_CANTOPEN"),
    ],
)
def test_a_database_that_cannot_answer_now_is_out_of_reach(error: Exception) -> None:
    assert is_out_of_reach(error)


@pytest.mark.parametrize(
    "error",
    [
        postgresql("57014"),
        postgresql("40P01"),
        postgresql("42P01", DatabaseError),
        sqlite("SQLITE_ERROR"),
        OperationalError("of no driver"),
        RuntimeError("of no database"),
        None,
    ],
)
def test_a_query_that_is_wrong_is_not(error: Exception | None) -> None:
    assert not is_out_of_reach(error)


@pytest.mark.django_db
def test_a_missing_table_is_a_breakdown_and_not_an_outage(client: Client) -> None:
    with pytest.raises(DatabaseError) as missing, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert not is_out_of_reach(missing.value)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "The catalogue is away for a moment"),
        ("de", "Der Katalog ist für einen Augenblick nicht da"),
        ("zh-hans", "图库暂时无法访问"),
    ],
)
def test_an_outage_is_said_in_the_visitor_s_language(
    language: str, heading: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Any:
        raise postgresql(None)

    monkeypatch.setattr("gallery.conditional.catalogue", fail)
    visitor = Client(raise_request_exception=False, headers={"accept-language": language})
    response = visitor.get("/")
    assert said(response) == (503, heading, "/")
    assert (response["Retry-After"], response["Cache-Control"]) == ("10", "no-store")
    assert "said the server" not in response.content.decode()
