"""The database emptied after a test that commits. Django truncates every table and makes all permissions anew.

That takes a quarter of a second on PostgreSQL. Here only rows that are there are deleted, in some milliseconds.
"""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from gallery import triggers

COUNTED_BY_TRIGGERS = "gallery_change"
Table = type[Model]


def empty_database(_: object = None) -> None:
    """Leave what a database has whose tables were just made: content types, permissions and triggers."""
    if not has_what_django_makes():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(tables_with_rows(), key=COUNTED_BY_TRIGGERS.__eq__):  # deletions are counted: that one last
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our own
        triggers.note(cursor, moved=True)  # no version comes twice, whatever a process remembers of one
    triggers.install(using=connection.alias)


def has_what_django_makes() -> bool:
    """Return whether every model has its content type and its permissions, and there are no others."""
    models = apps.get_models()
    permissions = sum(len(model._meta.default_permissions) + len(model._meta.permissions) for model in models)
    return (ContentType.objects.count(), Permission.objects.count()) == (len(models), permissions)


def tables_with_rows() -> list[str]:
    """Return the tables that have any row, but for what Django makes."""
    models = [model for model in apps.get_models(include_auto_created=True) if model not in (ContentType, Permission)]
    tables = {model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy}
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in sorted(tables))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor.fetchall()]
