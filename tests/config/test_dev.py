"""One person's own machine: it starts with no variable set."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.config.processes import DEVELOPMENT, python

PRINT = """
import json
from config.settings import dev
print(json.dumps([dev.DEBUG, dev.ALLOWED_HOSTS]))
"""


@pytest.fixture
def secret_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SECRET_KEY", "for this import")
    return tmp_path / "var" / "secret-key"


def test_the_secret_is_made_once_and_kept_from_others(secret_file: Path) -> None:
    from config.settings.dev import kept_secret

    secret = kept_secret(secret_file)
    assert len(secret) >= 50
    assert kept_secret(secret_file) == secret
    assert stat.S_IMODE(secret_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("variables", "seen"),
    [({}, [True, ["*"]]), ({"DEBUG": "no", "ALLOWED_HOSTS": "a.org"}, [False, ["a.org"]])],
)
def test_debug_pages_and_any_host_name_unless_told_otherwise(variables: dict[str, str], seen: list[object]) -> None:
    assert json.loads(python("-c", PRINT, **DEVELOPMENT, **variables).stdout) == seen
