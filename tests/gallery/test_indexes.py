"""Lists are found through the indexes of their constraints; every index more would be one more to write to.

Pages of the wall are found on indexes alone, from wherever they begin.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from gallery.models import Image, Recommendation
from gallery.querysets import ImageQuerySet
from tests.factories import make_image

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
            for way in ("seqscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


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


NEWEST, TITLE = "image_by_newest", "image_by_title"
SOMEWHERE = {"newest": datetime(2024, 1, 1, tzinfo=UTC), "oldest": datetime(2024, 1, 1, tzinfo=UTC), "title": "Boat"}


def plan_of(images: ImageQuerySet) -> str:
    """Return how the database finds a page of images, in a table as full of them as it is used to."""
    for _ in range(50):
        make_image()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gallery_image")
    return images.values("pk")[3:5].explain()


@pytest.mark.usefixtures("_no_table_scans")
@pytest.mark.parametrize(("order", "index"), [("newest", NEWEST), ("oldest", NEWEST), ("title", TITLE)])
@pytest.mark.parametrize("reverse", [False, True], ids=["from here on", "backwards"])
@pytest.mark.parametrize("at_an_end", [True, False])
def test_a_page_of_the_wall_is_found_on_an_index_alone(order: str, index: str, reverse: bool, at_an_end: bool) -> None:
    images = Image.objects.published().sorted_by(order)
    key = None if at_an_end else (SOMEWHERE[order], 7)
    plan = plan_of(images.before_key(key).reverse() if reverse else images.from_key(key))
    beginning = {
        "sqlite": f"{'SCAN' if at_an_end else 'SEARCH'} gallery_image USING COVERING INDEX {index}",
        "postgresql": f"Index Only Scan {'Backward ' if ('Backward' in plan) else ''}using {index}",
    }[connection.vendor]
    assert beginning in plan
    assert at_an_end or {"sqlite": "(", "postgresql": "Index Cond: (ROW("}[connection.vendor] in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
