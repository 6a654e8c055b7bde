"""Rows to lines of JSON and back, the same for every database: a line that names a table, then a line for each row."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date, time
from itertools import islice
from typing import Any, TextIO

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

from gallery.backup.exceptions import InvalidBackup

ROWS_AT_A_TIME = 2_000
MOST_PARAMETERS = 30_000
"""In one statement; PostgreSQL takes twice as many."""

COUNTED_BY_TRIGGERS = "gallery.change"
OF_THE_MOMENT = {"sessions.session", "api.allowance", "api.keptanswer"}
"""Whoever was logged in when a backup was made logs in again: a key to the desk does not belong into a file."""

KNOCKS = "axes"
"""The app that counts attempts to log in, with addresses of people."""

Table = type[Model]
Columns = list["Field[Any, Any]"]


def everything() -> list[Table]:
    """Return every table of the installed apps, less the one that the database fills by itself."""
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy and is_written(model)]


def is_written(table: Table) -> bool:
    """Return whether rows of a table are written by others than triggers."""
    return name_of(table) != COUNTED_BY_TRIGGERS


def kept() -> list[Table]:
    """Return the tables whose rows a backup holds."""
    return [table for table in everything() if name_of(table) not in OF_THE_MOMENT and table._meta.app_label != KNOCKS]


def name_of(table: Table) -> str:
    """Return what a table is called in a backup."""
    return table._meta.label_lower


def columns_of(table: Table) -> Columns:
    """Return the columns of a table that are written, not computed by the database."""
    return [field for field in table._meta.local_concrete_fields if not field.generated]


def migrations(*, using: str) -> tuple[str, ...]:
    """Return the migrations that a database has gone through."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def write(out: TextIO, *, using: str) -> dict[str, int]:
    """Write every row, and return how many each table has."""
    return {name_of(table): write_table(out, table, using=using) for table in kept()}


def write_table(out: TextIO, table: Table, *, using: str) -> int:
    """Write the rows of a table, and return how many there are."""
    names = [column.attname for column in columns_of(table)]
    out.write(json.dumps({"table": name_of(table), "columns": names}) + "\n")
    count = 0
    rows = table._base_manager.using(using).order_by("pk").values_list(*names)
    for count, row in enumerate(rows.iterator(chunk_size=ROWS_AT_A_TIME), start=1):  # noqa: B007 - the last is the count
        out.write(json.dumps(row, default=plain) + "\n")
    return count


def plain(value: Any) -> str:
    """Return a value that JSON lacks as a text that its column reads."""
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    if isinstance(value, date | time):  # a moment is a date, too
        return value.isoformat()
    return str(value)


def load(lines: Iterable[str]) -> dict[str, int]:
    """Put rows in place of all there are, and return how many each table got. Within the caller's transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # visitors go on reading, who writes waits
            cursor.execute(f"LOCK TABLE {', '.join(map(quoted, everything()))} IN EXCLUSIVE MODE")
        for table in everything():
            cursor.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - names of our own
    counts: dict[str, int] = {}
    known = {name_of(table): table for table in kept()}
    for name, names, rows in sections(lines):
        if name not in known:
            raise InvalidBackup([f"the database has no table {name}"])
        counts[name] = insert(known[name], names, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept()):
            cursor.execute(statement)
    ContentType.objects.clear_cache()
    return counts


def sections(lines: Iterable[str]) -> Iterator[tuple[str, list[str], Iterator[list[Any]]]]:
    """Yield each table's name, columns and rows; its rows must be taken before the next table is asked for."""
    read = (json.loads(line) for line in lines)
    head = next(read, None)
    while head is not None:
        following: list[dict[str, Any]] = []
        yield head["table"], head["columns"], rows_until_next(read, following)
        head = following[0] if following else None


def rows_until_next(read: Iterator[Any], following: list[dict[str, Any]]) -> Iterator[list[Any]]:
    """Yield rows until a line that names a table, which is put aside."""
    for each in read:
        if isinstance(each, dict):
            following.append(each)
            return
        yield each


def insert(table: Table, names: list[str], rows: Iterator[list[Any]]) -> int:
    """Insert rows, some with each statement, and return how many there were."""
    by_name = {column.attname: column for column in columns_of(table)}
    if set(names) != set(by_name):
        raise InvalidBackup([f"the table {name_of(table)} has other columns than the database"])
    columns = [by_name[name] for name in names]
    some, count = min(MOST_PARAMETERS, connection.features.max_query_params or MOST_PARAMETERS) // len(names), 0
    while batch := list(islice(rows, some)):
        insert_batch(table, columns, batch)
        count += len(batch)
    return count


def insert_batch(table: Table, columns: Columns, batch: list[list[Any]]) -> None:
    """Insert rows as they are, past everything that a model does when it is saved."""
    row = f"({', '.join(['%s'] * len(columns))})"
    into = ", ".join(connection.ops.quote_name(column.column) for column in columns)
    values = [
        column.get_db_prep_save(column.to_python(value), connection)
        for each in batch
        for column, value in zip(columns, each, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(table)} ({into}) VALUES {', '.join([row] * len(batch))}",  # noqa: S608
            values,
        )


def quoted(table: Table) -> str:
    return connection.ops.quote_name(table._meta.db_table)
