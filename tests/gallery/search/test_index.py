"""PostgreSQL finds words through an index, and tags before images."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from gallery.models import Image
from tests.factories import make_image

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite looks at every row"),
]


def plan(images: QuerySet[Image]) -> str:
    """Return how PostgreSQL would find images in a table too large to look through, by whatever index."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return images.explain()


@pytest.mark.parametrize("text", ["boat", '"red boat"', "red-boat", "東京", "boat harbour dawn"])
@pytest.mark.parametrize("known", [True, False], ids=["known to be small", "unknown"])
def test_words_are_found_through_the_full_text_index(text: str, known: bool) -> None:
    make_image(title="Red boat")
    if known:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE gallery_image, gallery_image_tags, gallery_tag")
    explained = plan(Image.objects.published().matching(text))
    assert explained.count("Bitmap Index Scan on image_words") == len(text.split()) - text.count('"') // 2, explained


def test_a_tag_s_images_are_found_through_the_tag() -> None:
    make_image(tags=("boats",))
    explained = plan(Image.objects.matching("boat"))
    assert any("gallery_image_tags" in line and "Index" in line for line in explained.splitlines()), explained


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Image._meta.db_table))


def test_the_migration_takes_the_index_away_and_makes_it_again() -> None:
    make_image(title="Boat")
    operation = import_module("gallery.migrations.0012_words").Migration.operations[-1]
    with connection.schema_editor() as editor:
        operation.reverse_code(apps, editor)
        assert "image_words" not in indexes()
        operation.code(apps, editor)
    assert "image_words" in indexes()
    assert Image.objects.matching("boat").exists()
