"""Lists are found through the indexes of their constraints; every index more would be one more to write to."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from gallery.models import Recommendation

pytestmark = pytest.mark.django_db

TABLE = Recommendation._meta.db_table


def cascades() -> list[str]:
    """Return the columns whose foreign keys delete rows with their image."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) "
            "WHERE contype = 'f' AND conrelid = %s::regclass AND confdeltype = 'c' ORDER BY attname",
            [TABLE],
        )
        return [column for (column,) in cursor.fetchall()]


@pytest.fixture
def _no_table_scans() -> None:
    """Have PostgreSQL plan as it would for a large table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


def test_recommendations_have_three_indexes() -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, TABLE).values()
    indexed = {tuple(each["columns"]) for each in constraints if each["index"] or each["unique"] or each["primary_key"]}
    assert indexed == {("id",), ("image_id", "rank"), ("recommended_id", "image_id")}


@pytest.mark.usefixtures("_no_table_scans")
@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (lambda: Recommendation.objects.filter(image=1), "image_id"),
        (lambda: Recommendation.objects.visible().filter(image__in=[1, 2]), "image_id"),
        (lambda: Recommendation.objects.filter(recommended=1), "recommended_id"),
    ],
    ids=["an image's list", "a page's lists", "the rows that go with an image"],
)
def test_rows_about_an_image_are_found_without_looking_at_all(rows: Callable[[], Any], column: str) -> None:
    searched = {"sqlite": f"SEARCH {TABLE} USING INDEX", "postgresql": "Index Cond: ("}[connection.vendor]
    plan = [line for line in rows().explain().splitlines() if searched in line]
    assert any(f"({column}" in line for line in plan), rows().explain()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite leaves deletions to Django")
def test_foreign_keys_cascade_on_the_way_back_from_fewer_indexes_too() -> None:
    migration = import_module("gallery.migrations.0003_fewer_indexes").Migration
    restoring = migration.operations[0]
    with connection.schema_editor() as editor:
        migration.operations[-1].reverse_code(apps, editor)
        assert cascades() == []
        restoring.reverse_code(apps, editor)
    assert cascades() == ["image_id", "recommended_id"]
