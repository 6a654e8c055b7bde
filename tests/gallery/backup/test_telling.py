"""While files are gone through, a person reads how many it were; a program and whoever wants peace do not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from gallery.management import backups as commands

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("catalogue")]


@pytest.fixture(autouse=True)
def few_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "FILES_A_LINE", 3)


def told_by(*command: str) -> list[str]:
    """Return the lines of a command's progress."""
    aside = StringIO()
    call_command(*command, stdout=StringIO(), stderr=aside, no_color=True)
    return aside.getvalue().splitlines()


def test_now_and_then_a_line_says_how_far_it_is(backups: Path) -> None:
    assert told_by("backup", str(backups)) == ["Copying: 3 files", "Copying: 6 files"]
    assert told_by("restore", str(backups), "--replace") == [
        "Checking: 3 files",
        "Checking: 6 files",
        "Copying: 3 files",
        "Copying: 6 files",
    ]


def test_with_json_or_without_verbosity_nothing_is_told(backups: Path) -> None:
    assert told_by("backup", str(backups), "--json") == []
    assert told_by("backup", str(backups), "--verbosity=0") == []
    assert told_by("restore", str(backups), "--replace", "--verbosity=0") == []
