"""The instants of a run, which are those before and after every SQL statement and every commit, and what happens there.

A process that is killed does nothing more: nothing is written by its handlers of exceptions, what it had not committed
is gone, and so are its connection and its temporary tables. Its row still says that it is running, and its process is
nowhere to be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from recommender.models import Run

NOBODYS_PID = 2**31 - 1
"""More than any system gives to a process."""

AtInstant = Callable[[str], object]
"""Called with "before" or "after"."""


class Killed(BaseException):
    """The process is no more. Nothing that handles exceptions gets to the database after it."""


@contextmanager
def telling(at_instant: AtInstant) -> Iterator[None]:
    """Tell of every instant of what is done within the block."""

    def told(execute: Any, *arguments: Any) -> Any:
        at_instant("before")
        result = execute(*arguments)
        at_instant("after")
        return result

    commit = connection.commit
    connection.commit = lambda: told(commit)  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(told):
            yield
    finally:
        del connection.commit


class Death:
    """Kills at the n-th instant, and keeps dead what was killed."""

    def __init__(self, instant: int) -> None:
        self.left, self.happened = instant, False

    def __call__(self, _: str) -> None:
        self.left -= 1
        if self.left == 0:
            self.happened = True
            connection.connection.rollback()  # now: whoever leaves a transaction by an exception may end up committing
        if self.happened:
            raise Killed


def killed_at(instant: int, work: Callable[[], object]) -> bool:
    """Do something that is killed at its n-th instant, and return whether it lived that long."""
    death = Death(instant)
    try:
        with telling(death):
            work()
    except Killed:
        connection.close()
        Run.objects.filter(status=Run.Status.RUNNING).update(pid=NOBODYS_PID)
    return death.happened


def interrupted_at(gap: int, work: Callable[[], object], act: Callable[[], object]) -> None:
    """Do something, and let something else happen in its n-th gap: before a statement that is in no transaction.

    Where there are fewer gaps nothing else happens.
    """
    left = gap

    def at_instant(event: str) -> None:
        nonlocal left
        if event == "before" and connection.get_autocommit():
            left -= 1
            if left == 0:
                act()

    with telling(at_instant):
        work()
