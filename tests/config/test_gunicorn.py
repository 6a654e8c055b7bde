"""gunicorn takes its settings from the environment, and refuses wrong ones with one line."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from tests.config.processes import python

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


def test_threads_of_a_worker_take_turns_ten_times_as_often() -> None:
    code = (
        "import runpy, sys, types; before = sys.getswitchinterval();"
        " runpy.run_path('config/gunicorn.py')['post_fork'](None, types.SimpleNamespace(place=0));"
        " print(round(before / sys.getswitchinterval()))"
    )
    assert python("-c", code).stdout == "10\n"


def test_what_is_begun_is_ended_before_platforms_kill() -> None:
    assert settings()["graceful_timeout"] < 30


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY is '0', but must be a whole number from 1 to 64.\n"),
        ("WEB_THREADS", "65", "WEB_THREADS is '65', but must be a whole number from 1 to 64.\n"),
        ("METRICS_TOKEN", "boat", "METRICS_TOKEN is '****', but must be a random text of at least 20 characters.\n"),
    ],
)
def test_a_wrong_variable_ends_gunicorn_with_one_line(name: str, value: str, said: str) -> None:
    command = ("-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi", "--check-config")
    ended = python(*command, **{name: value})
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)
