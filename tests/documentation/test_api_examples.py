"""The examples of docs/api.md are run as they stand there, one after the other, against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.factories import picture_file
from tests.gallery.api.calling import person, token_of

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs/api.md").read_text()
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
ANYTHING = "…"
"""Stands in the page for what is another value each time."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A block of commands, and what the page says that it prints."""

    commands: str
    printed: Any = None


def examples() -> list[Example]:
    """Return the examples of the page, without the one that says where the site is."""
    found = [
        Example(commands=commands, printed=json.loads(printed) if printed else None)
        for commands, printed in BLOCK.findall(PAGE)
    ]
    return found[1:]


def is_as_said(said: Any, printed: Any) -> bool:
    """Return whether an answer is what the page says; members that the page leaves out may be anything."""
    if said == ANYTHING:
        return True
    if isinstance(said, dict) and isinstance(printed, dict):
        return all(name in printed and is_as_said(value, printed[name]) for name, value in said.items())
    if isinstance(said, list) and isinstance(printed, list):
        return len(said) <= len(printed) and all(map(is_as_said, said, printed))
    return bool(said == printed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_examples_print_what_the_page_says(live_server: LiveServer, tmp_path: Path) -> None:
    picture_file(folder=tmp_path, name="boat.jpg", colour="navy", kind="JPEG")
    picture_file(folder=tmp_path, name="harbour.jpg", colour="teal", kind="JPEG")
    token = token_of(person(superuser=True))[1]
    end = "\necho; echo '--- end of example'\n"
    script = f"set -euo pipefail\nsite={live_server.url}\ntoken={token}\n"
    script += "".join(example.commands + end for example in examples())
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=os.environ, capture_output=True, text=True)
    printed = done.stdout.split("--- end of example\n")
    assert done.returncode == 0, (done.stderr[-2000:], printed[-1])
    pairs = [(example, out) for example, out in zip(examples(), printed, strict=False) if example.printed is not None]
    assert [(each.commands, out) for each, out in pairs if not is_as_said(each.printed, json.loads(out))] == []


def test_the_page_has_examples() -> None:
    assert PAGE.startswith("# The API")
    assert [example for example in examples() if "curl" not in example.commands] == []


@pytest.mark.parametrize(
    ("said", "printed", "same"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 2}, False),
        ({"a": "…"}, {"a": [3]}, True),
        ([{"a": 1}], [{"a": 2}], False),
        ([1, 2], [1], False),
    ],
)
def test_what_differs_from_the_page_is_seen(*, said: Any, printed: Any, same: bool) -> None:
    assert is_as_said(said, printed) is same
