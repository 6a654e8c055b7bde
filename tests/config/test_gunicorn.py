"""gunicorn takes its settings from the environment, and refuses wrong ones with one line."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from tests.config.processes import PRODUCTION, python

SERVE = ("-m", "config.serving")

PRINT = """
import runpy
read = runpy.run_path("config/gunicorn.py")
print({name: value for name, value in read.items() if isinstance(value, (int, str, bool)) and name[0] != "_"})
"""


def settings(**variables: str) -> dict[str, Any]:
    found: dict[str, Any] = ast.literal_eval(python("-c", PRINT, **variables).stdout)
    return found


def test_as_it_comes_one_process_with_threads_serves_pages_and_trusts_nobody() -> None:
    read = settings()
    assert (read["workers"], read["threads"], read["preload_app"], read["forwarded_allow_ips"]) == (1, 8, True, "")


def test_the_environment_says_how_many_processes_there_are_and_whether_a_proxy_stands_before_them() -> None:
    read = settings(WEB_CONCURRENCY="3", TRUSTED_PROXIES="1")
    assert (read["workers"], read["forwarded_allow_ips"]) == (3, "*")


def test_what_is_begun_is_ended_before_platforms_kill() -> None:
    assert settings()["graceful_timeout"] < 30


@pytest.mark.parametrize("start", [("-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"), SERVE])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY is '0', but must be a whole number from 1 to 64.\n"),
        ("WEB_THREADS", "65", "WEB_THREADS is '65', but must be a whole number from 1 to 64.\n"),
        ("METRICS_TOKEN", "boat", "METRICS_TOKEN is '****', but must be a random text of at least 20 characters.\n"),
    ],
)
def test_a_wrong_variable_ends_gunicorn_with_one_line(start: tuple[str], name: str, value: str, said: str) -> None:
    ended = python(*start, "--check-config", **{name: value})
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


@pytest.mark.parametrize("name", ["WEB_CONCURRENCY", "WEB_THREADS"])
@pytest.mark.parametrize("value", ["many", "2.5", "-1"])
def test_what_gunicorn_would_stumble_over_as_it_is_imported_is_said_before(name: str, value: str) -> None:
    ended = python(*SERVE, **{name: value})
    said = f"{name} is '{value}', but must be a whole number from 1 to 64.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


def test_an_empty_variable_counts_as_not_set() -> None:
    told = python(*SERVE, "--print-config", **PRODUCTION, WEB_CONCURRENCY="", WEB_THREADS=" ").stdout
    assert re.findall(r"^(?:workers|threads) .*= (\d+)$", told, re.MULTILINE) == ["8", "1"]


def test_gunicorn_is_told_what_stands_behind_the_command_and_takes_its_place() -> None:
    told = python(*SERVE, "--print-config", "--timeout", "61", **PRODUCTION, WEB_CONCURRENCY="3").stdout
    assert re.findall(r"^(?:timeout|workers|threads) .*= (\d+)$", told, re.MULTILINE) == ["8", "61", "3"]
