"""The log of a public site: a JSON object a line, whatever is said."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from config import request_ids
from config.access import AccessLog
from config.logs import JsonLines
from config.request_ids import REQUEST_ID, USER_ID

NAUGHTY = "a\nb\r\nc\x00\x1b[2J\x7f\x85\u2028\u2029\ud800\x9b31m"


def line(message: object = "said", *arguments: object, **more: Any) -> str:
    record = logging.LogRecord("gallery", logging.WARNING, "file.py", 1, message, arguments, more.pop("exc_info", None))
    record.__dict__.update(more)
    return JsonLines().format(record)


def said(*arguments: object, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line(*arguments, **more))
    return found


def test_a_line_says_when_how_bad_where_and_what() -> None:
    found = said("%s of %d", "one", 2, created=1_800_000_000.25)
    assert found == {
        "time": "2027-01-15T08:00:00.250+00:00",
        "level": "warning",
        "logger": "gallery",
        "message": "one of 2",
        "request_id": None,
    }


def test_a_line_names_the_request_it_belongs_to() -> None:
    token = request_ids.current.set("f0e1-proxy.77")
    assert said()["request_id"] == "f0e1-proxy.77"
    request_ids.current.reset(token)


def test_nothing_that_is_said_begins_a_line_or_moves_a_cursor() -> None:
    written = line("path %s", NAUGHTY, fields={"path": NAUGHTY})
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written)["path"] == json.loads(written)["message"].removeprefix("path ") == NAUGHTY


def test_an_exception_is_in_the_line_without_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "correct-horse-battery")
    try:
        raise RuntimeError("correct-horse-battery\nand password=boat")
    except RuntimeError as error:
        written = line(exc_info=(RuntimeError, error, error.__traceback__))
    assert "\n" not in written
    assert json.loads(written)["exception"].endswith("RuntimeError: ***\nand password=***")


def test_what_is_no_text_is_cleaned_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "a-token-for-the-metrics")
    found = said({"said": "a-token-for-the-metrics"}, fields={"path": ["a-token-for-the-metrics"], "status": 200})
    assert (found["message"], found["path"], found["status"]) == ("{'said': '***'}", "['***']", 200)


def test_arguments_that_do_not_fit_are_said_all_the_same() -> None:
    assert said("%d pictures", "many")["message"] == "%d pictures ('many',)"


@pytest.fixture
def access(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Log an answer as gunicorn does, and return what the log holds of it."""
    log = AccessLog.__new__(AccessLog)
    log.access_log = logging.getLogger("tests.access")

    def answer(address: str, *, status: str = "200 OK", sent: int | None = 5, **environ: object) -> dict[str, Any]:
        given = {"REQUEST_METHOD": "GET", "RAW_URI": address, **environ}
        with caplog.at_level(logging.INFO):
            log.access(SimpleNamespace(status=status, sent=sent), None, given, timedelta(seconds=0.01234))
        return said(caplog.records[-1].msg, *caplog.records[-1].args or (), fields=caplog.records[-1].fields)  # type: ignore[attr-defined]

    return answer


def test_an_answer_is_logged_with_its_request_and_its_reader(access: Any) -> None:
    found = access("/images/5/", **{REQUEST_ID: "f0e1-proxy.77", USER_ID: 3})
    assert found["message"] == "GET /images/5/ 200"
    assert {
        name: found[name] for name in ("request_id", "user", "method", "path", "status", "milliseconds", "bytes")
    } == {
        "request_id": "f0e1-proxy.77",
        "user": 3,
        "method": "GET",
        "path": "/images/5/",
        "status": 200,
        "milliseconds": 12.3,
        "bytes": 5,
    }


def test_what_stands_behind_the_path_is_not_logged(access: Any) -> None:
    assert "boat" not in json.dumps(access("/tag/sea/?q=boat#boat"))
    assert "boat" not in json.dumps(access("http://anna:boat@kindred.example/"))


def test_a_path_is_read_as_people_wrote_it(access: Any) -> None:
    assert access("/tag/%C3%89cole%80/")["path"] == "/tag/École\ufffd/"


def test_an_answer_to_what_was_no_request_of_the_site_s_is_logged_too(access: Any) -> None:
    found = access("/", status="400", sent=None)
    assert (found["status"], found["bytes"], found["user"], found["request_id"]) == (400, 0, None, None)
