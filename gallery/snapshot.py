"""The database as it is at one instant, seen through a connection of its own while the site goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

ALIAS = "snapshot"

FIRST_LOOK = "SELECT COUNT(*) FROM django_migrations"
"""Both databases choose the instant with the first table that is read, not with the transaction's begin."""


@contextmanager
def snapshot() -> Iterator[str]:
    """Lend the alias of a connection that sees one instant of the database, whatever is written meanwhile.

    A query with another one in it names the alias once, outside: to Django the connection is a copy of "default".
    """
    connections[ALIAS] = connection.copy()
    connections[ALIAS].settings_dict["OPTIONS"] |= frozen(connection.vendor)
    try:
        with transaction.atomic(using=ALIAS):
            with connections[ALIAS].cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute(FIRST_LOOK)
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]


def frozen(vendor: str) -> dict[str, Any]:
    """Return the options of a connection whose transactions see one instant and lock nobody out.

    SQLite in WAL mode does so once a transaction does not ask for the write lock at its begin.
    """
    if vendor == "sqlite":
        return {"transaction_mode": "DEFERRED"}
    from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

    return {"isolation_level": ISOLATION_LEVEL_REPEATABLE_READ}
