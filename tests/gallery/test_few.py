"""A page is quick also while PostgreSQL believes its tables to be empty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.milestones import Milestones
from gallery.models import Image, Tag
from gallery.pagination import LongPaginator
from gallery.reading import read
from gallery.wall_query import WallQuery
from tests.factories import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL plans")]

MANY = 500

BELIEVE = """
    UPDATE pg_class SET reltuples = 0, relpages = pg_relation_size(oid) / current_setting('block_size')::int
    WHERE relname IN ('gallery_image', 'gallery_image_tags', 'gallery_tag', 'gallery_recommendation')
"""


def believe_all_is_empty() -> None:
    """Let PostgreSQL believe that the tables are empty, and give up what takes long because of it."""
    with connection.cursor() as cursor:
        cursor.execute(BELIEVE)
        cursor.execute("SET LOCAL statement_timeout = '2s'")


def plan_of(sql: str) -> str:
    """Return how PostgreSQL would go about a query."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_page_of_an_image_that_waits_takes_no_minutes() -> None:
    images = [make_image() for _ in range(MANY)]
    tags = Tag.objects.bulk_create(Tag(name=f"tag {number}", slug=f"tag-{number}") for number in range(MANY))
    taggings = Image.tags.through.objects
    taggings.bulk_create(Image.tags.through(image=image, tag=tag) for image, tag in zip(images, tags, strict=True))
    believe_all_is_empty()
    assert read(images[100].pk, WallQuery()).named("related") == []


def test_a_page_of_the_wall_looks_up_its_images_once() -> None:
    newest = [make_image(tags=("sea",)) for _ in range(MANY)][::-1]
    believe_all_is_empty()
    with CaptureQueriesContext(connection) as asked:
        images = Image.objects.published().tagged("sea").sorted_by("newest")
        assert LongPaginator(images, 24, found=MANY, milestones=Milestones()).page(1).object_list == newest[:24]
    assert "InitPlan" in plan_of(asked.captured_queries[0]["sql"])
