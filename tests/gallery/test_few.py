"""A page is quick also while PostgreSQL believes its tables to be empty."""

from __future__ import annotations

import pytest
from django.db import connection

from gallery.models import Image, Tag
from gallery.reading import read
from gallery.wall_query import WallQuery
from tests.factories import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL plans")]

MANY = 500

BELIEVE = """
    UPDATE pg_class SET reltuples = 0, relpages = pg_relation_size(oid) / current_setting('block_size')::int
    WHERE relname IN ('gallery_image', 'gallery_image_tags', 'gallery_tag', 'gallery_recommendation')
"""


def test_the_page_of_an_image_that_waits_takes_no_minutes() -> None:
    images = [make_image() for _ in range(MANY)]
    tags = Tag.objects.bulk_create(Tag(name=f"tag {number}", slug=f"tag-{number}") for number in range(MANY))
    taggings = Image.tags.through.objects
    taggings.bulk_create(Image.tags.through(image=image, tag=tag) for image, tag in zip(images, tags, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(BELIEVE)
        cursor.execute("SET LOCAL statement_timeout = '2s'")
    assert read(images[100].pk, WallQuery()).named("related") == []
