"""An index that takes minutes to build: it tells where that stands, and Ctrl-C and SIGTERM end it all the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import closing

from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from recommender.engine.threads import threads

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_TO_CANCEL = 0.2

ROWS_DONE = "SELECT tuples_done FROM pg_stat_progress_create_index WHERE pid = %s"


def create_index(statement: str, done: Callable[[int], object]) -> None:
    """Execute a statement that creates an index on PostgreSQL, telling now and then how many rows are in it.

    While the driver waits for the database it hears no signal; so a thread waits, and this one listens. Whatever
    interrupts it cancels the statement.
    """
    with connection.wrap_database_errors, closing(connection.copy()) as other, threads(1) as pool:
        pid = connection.connection.info.backend_pid
        with connection.connection.cursor() as cursor:
            running = pool.submit(cursor.execute, statement)
            try:
                while wait([running], SECONDS_BETWEEN_LOOKS).not_done:
                    done(rows_done(other, pid))
            except BaseException:
                cancel(running)
                raise
            running.result()


def rows_done(other: BaseDatabaseWrapper, pid: int) -> int:
    """Return how many rows of an index are done, asked over another connection, or 0 where there is none to be had."""
    try:
        with other.cursor() as cursor:
            cursor.execute(ROWS_DONE, [pid])
            return int((cursor.fetchone() or [0])[0])
    except Error:
        other.close()
        return 0


def cancel(running: Future[None]) -> None:
    """Cancel what the database does for a thread, again and again: it may not have begun with it yet."""
    while not running.done():
        connection.connection.cancel()
        wait([running], SECONDS_TO_CANCEL)
