"""What the database does by itself when something changes that pages show: it notes so in the table of changes.

PostgreSQL notes each statement by a row of its own, so that no two writers ever wait for each other, and sums up every
now and then what nobody else holds. SQLite knows triggers by row only and has one writer at a time: it keeps one row.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations import RunPython

MARKS = 2**32
"""Marks are random numbers below this; sums of them are taken modulo this, so that they never become too large."""

SUMMED_UP_EVERY = 64
"""On PostgreSQL; the sums are read by every visitor, so there should be few rows."""

PREFIX = "catalogue_"
CHANGES, IMAGES = "gallery_change", "gallery_image"
WATCHED = (
    IMAGES,
    "gallery_image_tags",
    "gallery_tag",
    "gallery_curatedpair",
    "gallery_pairverdict",
    "gallery_importedlist",
    "gallery_publication",
    "gallery_match",
)
"""Recommendations are not among them: whoever writes those calls `Change.objects.note()`."""

EXISTING = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)",
}

DIFFERENCE = f"""
    SELECT (SELECT COUNT(*) FROM {IMAGES} WHERE published) - (SELECT COALESCE(SUM(published), 0) FROM {CHANGES})
"""  # noqa: S608

# --- SQLite ---------------------------------------------------------------------------------------------------------

COUNT_UP = f"""
    INSERT INTO {CHANGES} (id, weight, mark, places, published)
    VALUES (1, 1, random() & {MARKS - 1}, random() & {MARKS - 1}, {{more}})
    ON CONFLICT (id) DO UPDATE SET
        weight = weight + 1,
        mark = excluded.mark,
        places = CASE WHEN {{moved}} THEN excluded.places ELSE places END,
        published = published + excluded.published
"""  # noqa: S608

MOVED = (
    "(NEW.published OR OLD.published)"
    " AND (NEW.id, NEW.published, NEW.title, NEW.uploaded_at)"
    " IS NOT (OLD.id, OLD.published, OLD.title, OLD.uploaded_at)"
)
OF_IMAGES = {
    "insert": {"more": "NEW.published", "moved": "NEW.published"},
    "update": {"more": "NEW.published - OLD.published", "moved": MOVED},
    "delete": {"more": "-OLD.published", "moved": "OLD.published"},
}
OF_OTHERS = {"more": "0", "moved": "0"}

# --- PostgreSQL -----------------------------------------------------------------------------------------------------

ADD = f"""
    INSERT INTO {CHANGES} (weight, mark, places, published)
    SELECT 1, mark, CASE WHEN {{moved}} THEN mark ELSE 0 END, {{more}}
    FROM (SELECT floor(random() * {MARKS})::bigint AS mark) AS drawn
"""  # noqa: S608

FUNCTION = f"""
    CREATE OR REPLACE FUNCTION {PREFIX}changed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    DECLARE
        more bigint := 0;
        moved boolean := false;
        number bigint;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NOT EXISTS (SELECT FROM new_rows) THEN RETURN NULL; END IF;
        ELSIF TG_OP <> 'TRUNCATE' THEN
            IF NOT EXISTS (SELECT FROM old_rows) THEN RETURN NULL; END IF;
        END IF;
        IF TG_TABLE_NAME = '{IMAGES}' THEN
            IF TG_OP = 'TRUNCATE' THEN
                more := -(SELECT COALESCE(SUM(published), 0) FROM {CHANGES});
            END IF;
            IF TG_OP IN ('INSERT', 'UPDATE') THEN
                more := (SELECT COUNT(*) FROM new_rows WHERE published);
            END IF;
            IF TG_OP IN ('UPDATE', 'DELETE') THEN
                more := more - (SELECT COUNT(*) FROM old_rows WHERE published);
            END IF;
            moved := more <> 0;
            IF TG_OP = 'UPDATE' THEN
                IF NOT moved THEN  -- as many as before: so they are others if one was not there before
                    moved := EXISTS (
                        SELECT id, title, uploaded_at FROM new_rows WHERE published
                        EXCEPT SELECT id, title, uploaded_at FROM old_rows WHERE published
                    );
                END IF;
            END IF;
        END IF;
        {ADD.format(more="more", moved="moved")} RETURNING id INTO number;
        -- Elsewhere a row that somebody else summed up meanwhile would be an error, and the writer's change lost.
        IF number % {SUMMED_UP_EVERY} = 0 AND current_setting('transaction_isolation') = 'read committed' THEN
            WITH at_hand AS MATERIALIZED (
                SELECT id FROM {CHANGES} FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM {CHANGES} WHERE id IN (SELECT id FROM at_hand) RETURNING *
            )
            INSERT INTO {CHANGES} (weight, mark, places, published)
            SELECT SUM(weight), SUM(mark) % {MARKS}, SUM(places) % {MARKS}, SUM(published) FROM gone
            HAVING COUNT(*) > 0;
        END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608

ROWS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}


def note(cursor: CursorWrapper, *, more: int = 0, moved: bool = False) -> None:
    """Note a change by hand."""
    statement = COUNT_UP if cursor.db.vendor == "sqlite" else ADD
    cursor.execute(statement.format(more=more, moved=moved))


def install(*, using: str, **_: Any) -> None:
    """Make the database note changes, unless it does, and count the images that came or went without a note.

    Called after every migration: SQLite loses the triggers of a table that a migration remakes.
    """
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if CHANGES not in tables:  # a migration has gone back behind it
            return
        missing = create_missing(cursor, [table for table in WATCHED if table in tables])
        cursor.execute(DIFFERENCE)
        (difference,) = cursor.fetchone()
        if missing or difference:
            note(cursor, more=difference, moved=True)


def create_missing(cursor: CursorWrapper, tables: list[str]) -> bool:
    """Create the triggers that are not there, drop those of other times, and return whether any was missing."""
    wanted, there = named(cursor.db.vendor, tables), existing(cursor)
    missing = wanted.keys() - there.keys()
    if missing and cursor.db.vendor == "postgresql":
        cursor.execute(FUNCTION)
    for name in sorted(missing):
        cursor.execute(wanted[name])
    drop(cursor, {name: table for name, table in there.items() if name not in wanted})
    return bool(missing)


def named(vendor: str, tables: list[str]) -> dict[str, str]:
    """Return the statements that create the triggers, by a name that differs where the statement does."""
    make = sqlite_triggers if vendor == "sqlite" else postgresql_triggers
    triggers = {}
    for table in tables:
        for event, statement in make(table).items():
            digest = hashlib.sha256(f"{FUNCTION}{statement}".encode()).hexdigest()[:8]
            name = f"{PREFIX}{event}_{table}_{digest}"
            triggers[name] = f"CREATE TRIGGER {name} {statement}"
    return triggers


def sqlite_triggers(table: str) -> dict[str, str]:
    """Return what SQLite does for each row of a table that is inserted, changed or deleted."""
    counting = {event: COUNT_UP.format(**(said if table == IMAGES else OF_OTHERS)) for event, said in OF_IMAGES.items()}
    return {event: f"AFTER {event.upper()} ON {table} BEGIN {count}; END" for event, count in counting.items()}


def postgresql_triggers(table: str) -> dict[str, str]:
    """Return what PostgreSQL does for each statement on a table."""
    return {
        event: f"AFTER {event.upper()} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}changed()"
        for event, rows in ROWS.items()
    }


def existing(cursor: CursorWrapper) -> dict[str, str]:
    """Return the triggers of ours that are there, each with its table."""
    cursor.execute(EXISTING[cursor.db.vendor])
    return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def drop(cursor: CursorWrapper, triggers: dict[str, str]) -> None:
    """Drop triggers, given with their tables."""
    for name, table in triggers.items():
        cursor.execute(f"DROP TRIGGER {name}" if cursor.db.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}")


def removed_on_the_way_back() -> RunPython:
    """Return the operation that, on the way back, has the database note nothing: there will be no table to note in."""

    def remove(apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            drop(cursor, existing(cursor))
            if schema_editor.connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {PREFIX}changed()")

    return RunPython(RunPython.noop, remove)
