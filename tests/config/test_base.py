"""What every environment shares: the connection, the folders, the numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.settings import base


@pytest.fixture(autouse=True)
def no_database_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def test_sqlite_asks_for_the_write_lock_at_once_and_waits_for_it() -> None:
    options: dict[str, Any] = base.connection("sqlite:///kindred.sqlite3")["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert options["init_command"].startswith("PRAGMA journal_mode=WAL;")


def test_a_postgresql_connection_is_kept_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://kindred@db/pictures?sslmode=require")
    connection = base.connection("sqlite:///kindred.sqlite3")
    assert (connection["NAME"], connection["CONN_MAX_AGE"], connection["CONN_HEALTH_CHECKS"]) == ("pictures", 60, True)
    assert connection["OPTIONS"] == {"connect_timeout": 5, "sslmode": "require"}


def test_whatever_is_saved_without_naming_a_storage_stays_private() -> None:
    assert base.STORAGES["default"] == base.STORAGES["originals"] != base.STORAGES["renditions"]


def test_files_lie_in_a_folder_of_their_own_below_the_media_folder() -> None:
    options = base.local_storage("renditions")["OPTIONS"]
    assert options == {"location": Path(base.MEDIA_ROOT) / "renditions", "base_url": "/media/renditions/"}
