"""Arrays into tables and out of them: binary COPY on PostgreSQL, the driver's own executemany() on SQLite.

The arrays are structured: a field for each column of the statement, in its order.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

Table = NDArray[np.void]

ROWS_AT_ONCE = 50_000
"""On their way into the database, so that a million rows are never in memory as Python's numbers."""

CACHE_KIB = 256 * 1024
"""Of SQLite's pages at most, while there is much to write; with its own 2 MB most pages go to disk several times."""

HEADER, TRAILER = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
"""Around the rows of a binary COPY: https://www.postgresql.org/docs/current/sql-copy.html"""

NUMBER = np.dtype([("number", np.int64)])


def store(table: str, columns: list[str], values: Table) -> None:
    """Append rows to a table, some at a time."""
    put = copy_in if connection.vendor == "postgresql" else insert_by_way_of_staging
    with connection.wrap_database_errors:
        for first in range(0, len(values), ROWS_AT_ONCE):
            put(table, columns, values[first : first + ROWS_AT_ONCE])


def store_numbers(table: str, numbers: NDArray[np.int64]) -> None:
    """Create a temporary table with a column `number` of distinct numbers."""
    execute(f"CREATE TEMPORARY TABLE {quoted(table)} (number bigint PRIMARY KEY)")
    values = np.ascontiguousarray(numbers).view(NUMBER)
    if connection.vendor == "postgresql":
        copy_in(table, ["number"], values)
        execute(f"ANALYZE {quoted(table)}")  # which autovacuum does not do to temporary tables
    else:
        insert(table, values)


def fetch(query: str, dtype: np.dtype[np.void]) -> Table:
    """Return the rows of a query that has no parameters and gives no NULL."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return np.fromiter(cursor.execute(query), dtype)
        data = io.BytesIO()
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", data)
        return unpacked(data.getbuffer(), dtype)


def copy_in(table: str, columns: list[str], values: Table) -> None:
    """Append rows on PostgreSQL."""
    with connection.cursor() as cursor:
        into = f"{quoted(table)} ({', '.join(map(quoted, columns))})"
        cursor.copy_expert(f"COPY {into} FROM STDIN (FORMAT binary)", io.BytesIO(packed(values)))


def insert_by_way_of_staging(table: str, columns: list[str], values: Table) -> None:
    """Append rows on SQLite: to begin a statement and number its row costs more than to write the row twice."""
    names = ", ".join(map(quoted, columns))
    execute(f"CREATE TEMPORARY TABLE staged AS SELECT {names} FROM {quoted(table)} WHERE false")  # noqa: S608
    insert("staged", values)
    execute(f"INSERT INTO {quoted(table)} ({names}) SELECT * FROM staged ORDER BY rowid")  # noqa: S608
    execute("DROP TABLE staged")


def insert(table: str, values: Table) -> None:
    """Append rows on SQLite, past Django, which would look at each of them."""
    places = ", ".join("?" for _ in fields(values.dtype))
    connection.connection.executemany(f"INSERT INTO {quoted(table)} VALUES ({places})", values.tolist())  # noqa: S608


def fields(dtype: np.dtype[np.void]) -> tuple[str, ...]:
    """Return the names of an array's columns."""
    return dtype.names or ()


def wire(dtype: np.dtype[np.void]) -> np.dtype[np.void]:
    """Return how PostgreSQL wants a row: the number of values, then each behind its length, the highest byte first."""
    wanted: list[tuple[str, Any]] = [("values", ">i2")]
    for name in fields(dtype):
        wanted += [(f"length of {name}", ">i4"), (name, dtype[name].newbyteorder(">"))]
    return np.dtype(wanted)


def packed(values: Table) -> bytes:
    """Return rows as PostgreSQL reads them."""
    rows = np.empty(len(values), wire(values.dtype))
    rows["values"] = len(fields(values.dtype))
    for name in fields(values.dtype):
        rows[f"length of {name}"] = values.dtype[name].itemsize
        rows[name] = values[name]
    return HEADER + rows.tobytes() + TRAILER


def unpacked(data: memoryview, dtype: np.dtype[np.void]) -> Table:
    """Return rows that PostgreSQL has written."""
    rows = np.frombuffer(data[len(HEADER) : -len(TRAILER)], wire(dtype))
    return rows[list(fields(dtype))].astype(dtype)


@contextmanager
def roomy_cache() -> Iterator[None]:
    """Let SQLite keep more pages in memory for a while; PostgreSQL's memory is not a connection's to decide on."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA main.cache_size").fetchone()
        cursor.execute(f"PRAGMA main.cache_size = {-CACHE_KIB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA main.cache_size = {before}")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
