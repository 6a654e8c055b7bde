"""Which run the lists come from, as the room tells that makes them: the catalogue does not know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class LastRun:
    """The last run that published."""

    id: int
    finished_at: datetime


Teller = Callable[[], LastRun | None]

TELLERS: list[Teller] = []


def tell_by(teller: Teller) -> None:
    """Have this function asked from now on."""
    TELLERS[:] = [teller]


def last_run() -> LastRun | None:
    """Return the last run that published; None where there was none yet."""
    return next((teller() for teller in TELLERS), None)
