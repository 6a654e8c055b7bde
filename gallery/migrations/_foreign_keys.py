"""What several migrations do to foreign keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations import RunPython

ALTER = """
    ALTER TABLE {table} DROP CONSTRAINT {name},
    ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {images} ({id}) {action} DEFERRABLE INITIALLY DEFERRED
"""


def cascading(*keys: tuple[str, str, str]) -> RunPython:
    """Return the operation that has PostgreSQL delete rows with their image: app, model and field of each foreign key.

    SQLite cannot alter a constraint and need not: it has one writer at a time, so Django's cascade has no rival. What a
    later migration does to such a field remakes its constraint without the cascade; then this belongs behind it.
    """
    return RunPython(recreate("ON DELETE CASCADE", keys), recreate("", keys))


def recreate(action: str, keys: tuple[tuple[str, str, str], ...]) -> Callable[[Any, Any], None]:
    """Return the function that gives foreign keys another action on deletion."""

    def run(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for app, model, field in keys:
            schema_editor.execute(statement(apps.get_model(app, model)._meta.get_field(field), schema_editor, action))

    return run


def statement(field: Any, schema_editor: Any, action: str) -> str:
    """Return the statement that drops a foreign key and adds it again under its name."""
    table, quote = field.model._meta.db_table, schema_editor.quote_name
    (name,) = schema_editor._constraint_names(field.model, [field.column], foreign_key=True)
    images = field.related_model._meta
    return ALTER.format(
        table=quote(table),
        name=quote(name),
        column=quote(field.column),
        images=quote(images.db_table),
        id=quote(images.pk.column),
        action=action,
    )
