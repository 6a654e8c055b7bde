"""Two transactions at once: the second begins while the first is half done, and each may wait for the other."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction

SECONDS_TO_GET_STUCK, SECONDS_AT_MOST = 0.3, 10


def share_database(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Give threads one database: the tests' own SQLite is in memory, where waiting for a lock is unknown."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "shared.sqlite3") as file:
            connection.connection.backup(file)
        file.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", str(folder / "shared.sqlite3"))


def closing(work: Callable[[], object]) -> object:
    """Do it on this thread's own connection, and close that."""
    try:
        return work()
    finally:
        connection.close()


class Door:
    """Where one transaction, half done, lets another begin and gives it the time to get stuck."""

    def __init__(self) -> None:
        self.open, self.passed = Event(), Event()

    def let_in(self) -> None:
        self.open.set()
        self.passed.wait(SECONDS_AT_MOST)
        time.sleep(SECONDS_TO_GET_STUCK)

    def enter(self) -> None:
        self.open.wait(SECONDS_AT_MOST)
        self.passed.set()


def atomically(*steps: Callable[[], object]) -> None:
    """Do these in one transaction."""
    with transaction.atomic():
        for step in steps:
            step()


def together(door: Door, first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do both at the same time, the second once the door is open, and raise what either raised."""

    def follow() -> None:
        door.enter()
        atomically(second)

    with ThreadPoolExecutor(2) as threads:
        for outcome in [threads.submit(closing, act) for act in (first, follow)]:
            outcome.result()


def overlap(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do the first in a transaction that ends only when the second has had time to get stuck behind it."""
    door = Door()
    together(door, partial(atomically, first, door.let_in), second)
