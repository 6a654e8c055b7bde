"""What every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import TransactionTestCase

from tests.effort import EFFORTS, chosen
from tests.emptying import empty_database
from tests.fake_model import FakeModel

for name in EFFORTS:
    # Usually the same examples everywhere, so that a change is to blame for what fails; with more effort new ones.
    hypothesis.settings.register_profile(name, deadline=None, database=None, derandomize=name == "usual")
hypothesis.settings.load_profile(chosen())

OPENING = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
"""Fixtures that let a test open the database. Without one it may not, unless in another process."""

IN_PROCESSES = (
    "gallery/backup/test_killed.py",
    "gallery/test_outage.py",
    "hardening",
    "recommender/test_killed.py",
    "server",
)
"""Tests whose processes open the database."""

ALIKE = ("gallery/test_translations.py",)
"""Tests of languages: the database is open because there are pages and people, and decides nothing."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what no database decides: it would only be tried twice, and SQLite's run does it."""
    if connection.vendor != "postgresql":
        return
    here = Path(__file__).parent
    left_out = [item for item in items if not depends_on_the_database(item, item.path.relative_to(here).as_posix())]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def depends_on_the_database(item: pytest.Item, path: str) -> bool:
    """Return whether a test opens the database, by itself or in a process of its own, and may find out something."""
    if path in ALIKE:
        return False
    marked = item.get_closest_marker("django_db") is not None or not OPENING.isdisjoint(item.fixturenames)  # type: ignore[attr-defined]
    return marked or path.startswith(IN_PROCESSES)


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """Empty the database after tests that commit in milliseconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield


@pytest.fixture
def media_root() -> Path:
    """The folder that holds originals and renditions."""
    return Path(storages["originals"].path("")).parent


@pytest.fixture
def model() -> FakeModel:
    """A model that needs no torch."""
    return FakeModel()
