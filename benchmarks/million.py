"""A large catalogue in seconds: images with words and tags, made up by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TAGS, TAGS_PER_IMAGE = 2_000, 3
"""The n-th tag is the rarer, the larger n: of two thousand the first is drawn for every thirteenth tagging."""

# fmt: off
WORDS = (
    "amber", "ancient", "autumn", "barn", "beach", "bell", "birch", "boat", "bridge", "calm", "canal", "cedar",
    "chapel", "cliff", "cloud", "coast", "copper", "crane", "dawn", "desert", "distant", "door", "dune", "dusk",
    "early", "empty", "evening", "farm", "feather", "fern", "field", "fog", "forest", "garden", "gate", "golden",
    "granite", "green", "grey", "harbour", "hidden", "hill", "horse", "house", "ice", "island", "ivy", "lake",
    "lamp", "lantern", "late", "lighthouse", "little", "lonely", "market", "meadow", "mill", "mist", "moon",
    "morning", "moss", "night", "north", "oak", "old", "orchard", "owl", "path", "pebble", "pier", "pine", "pond",
    "quiet", "rain", "red", "reed", "ridge", "river", "road", "rock", "roof", "rose", "sail", "sand", "sea",
    "shadow", "shore", "silent", "silver", "sky", "slow", "snow", "spring", "stone", "storm", "street", "summer",
)
# fmt: on

SERIES = {
    "sqlite": "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})",
    "postgresql": "WITH series AS (SELECT n FROM generate_series(1::bigint, {count}) AS n)",
}
HASH = {"sqlite": "printf('%064x', n)", "postgresql": "lpad(to_hex(n), 64, '0')"}
INSTANT = {
    "sqlite": "datetime('2020-01-01', '+' || (n * 150) || ' seconds')",
    "postgresql": "'2020-01-01T00:00Z'::timestamptz + n * 150 * interval '1 second'",
}
CHANCE = {"sqlite": "((random() & 16777215) / 16777216.0)", "postgresql": "random()"}
TRUE = {"sqlite": "1", "postgresql": "true"}

IMAGES = """
    INSERT INTO gallery_image (
        title, slug, description, alt_text, published, original, original_name, content_hash, width, height, format,
        byte_size, dominant_colour, uploaded_at, updated_at, words
    )
    {series}
    SELECT
        one.text || ' ' || two.text || ' ' || three.text, 'image', three.text || ' and ' || four.text || ' by the '
        || five.text || ', ' || one.text || ' ' || six.text, '', {true}, '', 'IMG_' || n || '.jpg', {hash},
        1200, 800 + n % 400, 'JPEG', 1, '#808080', {instant}, {instant}, ' ' || one.text || ' ' || two.text || ' '
        || three.text || '  ' || three.text || ' and ' || four.text || ' by the ' || five.text || ' ' || one.text
        || ' ' || six.text || ' '
    FROM series
    JOIN word AS one ON one.number = n * 7919 % {words}
    JOIN word AS two ON two.number = n * 104729 / 7 % {words}
    JOIN word AS three ON three.number = n / 11 % {words}
    JOIN word AS four ON four.number = n * 31 / 5 % {words}
    JOIN word AS five ON five.number = n * 17 / 3 % {words}
    JOIN word AS six ON six.number = n * 13 % {words}
    ORDER BY n
"""

TAGGINGS = """
    INSERT INTO gallery_image_tags (image_id, tag_id)
    WITH taggings AS MATERIALIZED (  -- or each mention of chance would be another draw
        SELECT gallery_image.id AS image, {chance} AS drawn, (SELECT MIN(id) FROM gallery_tag) AS first
        FROM gallery_image CROSS JOIN (SELECT number FROM word WHERE number < {each}) AS several
    )
    SELECT DISTINCT image, first + CAST(floor({tags} * drawn * drawn * drawn) AS integer) FROM taggings
"""

INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {tables}",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {tables}"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}


def fill(count: int) -> None:
    """Store so many images, all published, with tags, and nothing of their files."""
    from gallery import triggers
    from gallery.models import Tag

    Tag.objects.bulk_create([Tag(name=f"{WORDS[n % len(WORDS)]} {n}", slug=f"tag-{n}") for n in range(TAGS)])
    with connection.cursor() as cursor, unhindered(cursor):
        cursor.execute("CREATE TEMPORARY TABLE word (number bigint PRIMARY KEY, text varchar(20))")
        cursor.executemany("INSERT INTO word VALUES (%s, %s)", list(enumerate(WORDS)))
        cursor.execute(spelt(IMAGES, count))
        cursor.execute(spelt(TAGGINGS, count))
        cursor.execute("DROP TABLE word")
    triggers.install(using=connection.alias)
    if connection.vendor == "postgresql":  # which does so by itself, but later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def spelt(statement: str, count: int) -> str:
    """Return a statement as this database wants it."""
    vendor = connection.vendor
    return statement.format(
        series=SERIES[vendor].format(count=count),
        hash=HASH[vendor],
        instant=INSTANT[vendor],
        chance=CHANCE[vendor],
        true=TRUE[vendor],
        words=len(WORDS),
        tags=TAGS,
        each=TAGS_PER_IMAGE,
    )


@contextmanager
def unhindered(cursor: Any) -> Iterator[None]:
    """Leave indexes and triggers away for a while: made afterwards, or counted, at once they take less time."""
    from gallery import triggers

    cursor.execute(INDEXES[connection.vendor].format(tables="('gallery_image', 'gallery_image_tags')"))
    indexes = dict(cursor.fetchall())
    triggers.drop(cursor, triggers.existing(cursor))
    for name in indexes:
        cursor.execute(f"DROP INDEX {name}")
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")  # foreign keys are as they should be
    yield
    if connection.vendor == "postgresql":
        cursor.execute("SET session_replication_role = DEFAULT")
    for statement in indexes.values():
        cursor.execute(statement)
