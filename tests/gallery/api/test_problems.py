"""What goes wrong is said as problem details, whatever raised it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.gallery.api import small
from tests.gallery.api.calling import problem, program, send

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.gallery.api.small")]

THINGS = "/api/things"


@pytest.fixture
def writer() -> Client:
    return program("add_image")


def test_a_problem_that_an_operation_raises_is_answered_with_all_it_says(writer: Client) -> None:
    assert problem(send(writer, "/api/broken?how=problem")) == {
        "type": "/api/#there-already",
        "title": "There already",
        "status": 409,
        "detail": "It is there already.",
        "instance": "/api/broken",
        "image_id": 7,
    }


def test_a_fault_of_ours_goes_to_the_log_and_not_outside(writer: Client, caplog: pytest.LogCaptureFixture) -> None:
    response = send(writer, "/api/broken")
    assert problem(response)["title"] == "Something broke on our side"
    assert b"secret" not in response.content
    assert [record.getMessage() for record in caplog.records] == ["/api/broken failed"]
    assert "a secret of ours" in caplog.text


def test_each_value_that_is_wrong_is_named(writer: Client) -> None:
    said = problem(send(writer, THINGS, {"parts": ["a", 5]}))
    assert said["errors"] == [
        {"where": "body.name", "message": "Field required"},
        {"where": "body.parts.1", "message": "Input should be a valid string"},
    ]
    named = "body.name: Field required; body.parts.1: Input should be a valid string"
    assert said["detail"] == f"Some values are not as they have to be. {named}"


@pytest.mark.parametrize("pk", ["0", "-1", "x", "99999999999999999999", "9223372036854775808", "1.5", "%00", "1%00"])
def test_what_is_no_number_of_anything_is_not_asked_of_the_database(pk: str) -> None:
    assert problem(Client().get(f"{THINGS}/{pk}"))["status"] in {400, 422}


def test_nothing_under_a_number_is_not_found() -> None:
    said = problem(Client().get(f"{THINGS}/9223372036854775807"))
    assert (said["status"], said["title"]) == (404, "Not found")


@pytest.mark.parametrize("address", ["/api/nothing", "/api/things/", "/api/a/b/c", "/api/%00", "/api/%ED%A0%80"])
def test_an_address_that_is_none_is_not_found(address: str) -> None:
    assert problem(Client().get(address))["status"] in {400, 404}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_a_method_that_is_none_is_not_allowed_and_says_which_are(method: str) -> None:
    response = Client().generic(method, THINGS)
    said = problem(response)
    assert (said["status"], set(response.headers["Allow"].split(", "))) == (405, {"GET", "POST"})
    assert said["detail"].endswith(f" can be done, not {method}.")


def test_the_head_of_an_answer_is_to_be_had_alone() -> None:
    response = Client().head(THINGS)
    assert (response.status_code, response.content) == (200, b"")


BODIES = {
    "not JSON": b"{",
    "nothing but a number": b"9" * 5000,
    "nested too deeply": b"[" * 100_000,
    "NUL": rb'{"name": "a\u0000b"}',
    "half a pair": rb'{"name": "\ud800"}',
    "half a pair in a name": rb'{"name": "a", "\udfff": 1}',
    "deep inside": rb'{"name": "a", "parts": ["\u0000"]}',
    "not UTF-8": b'{"name": "\xff"}',
    "empty": b"",
    "null": b"null",
    "a list": b"[]",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_taken_is_refused(body: bytes, writer: Client) -> None:
    response = writer.post(THINGS, body, "application/json")
    assert problem(response)["status"] in {400, 422}
    assert small.done == []


def test_a_query_with_nul_is_refused() -> None:
    said = problem(Client().get(THINGS, {"q": "a\x00"}))
    assert said["title"] == "Text not accepted"
    assert said["detail"] == "Texts may have neither NUL characters nor halves of surrogate pairs. Leave them out."


def test_a_field_of_a_form_with_nul_is_refused(writer: Client) -> None:
    assert problem(writer.post("/api/files", {"title": "a\x00"}))["status"] == 400


def test_a_form_that_breaks_off_is_refused(writer: Client) -> None:
    response = writer.post("/api/files", b"--x\r\n", "multipart/form-data; boundary=x")
    assert problem(response)["status"] in {400, 422}
    assert problem(writer.post("/api/files", b"", "multipart/form-data; boundary="))["status"] in {400, 422}


def test_a_body_that_is_too_large_is_refused(writer: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    said = problem(send(writer, THINGS, {"name": "a" * 100}))
    assert (said["status"], said["detail"]) == (413, "A body, files left out, may have at most 100 bytes.")


def test_too_many_files_are_refused(writer: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    files: Any = [small.ThingIn, small.ThingOut]
    sent = {f"file{number}": open_file(str(number)) for number, _ in enumerate(files)}
    assert problem(writer.post("/api/files", sent))["status"] == 400


def open_file(content: str) -> Any:
    """Return a file to be sent."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.txt", content.encode())


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_the_api_speaks_the_language_of_the_code(language: str) -> None:
    response = Client(headers={"Accept-Language": language}).get(f"{THINGS}/1")
    assert json.loads(response.content)["detail"].startswith("There is nothing here")
    assert "Content-Language" not in response.headers
