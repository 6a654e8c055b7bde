"""Many rows at once: lists are staged in temporary tables, then a few statements make the stored lists equal to them.

PostgreSQL and SQLite get the same statements. Only the way into the temporary tables differs: COPY, or long VALUES.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.db import connection

from gallery.models import Image, Recommendation

Lists = dict[int, list[tuple[int, float]]]
"""Image, and what is recommended for it with the similarity, best first."""

Row = tuple[int | float, ...]

ROWS_PER_STATEMENT = 100
"""Of VALUES, four to a row: more than 999 parameters are too many for SQLite as some systems build it."""

ROWS_PER_COPY = 50_000

BY_NAME = {field.name: field for field in Recommendation._meta.concrete_fields}
FIELDS = [BY_NAME[name] for name in ("image", "rank", "recommended", "similarity")]
IMAGE, RANK, RECOMMENDED, SIMILARITY = (field.column for field in FIELDS)

NAMES = {
    "images": Image._meta.db_table,
    "id": Image._meta.pk.column,
    "rows": Recommendation._meta.db_table,
    "staged": "staged_recommendation",
    "stale": "stale_image",
    "image": IMAGE,
    "rank": RANK,
    "recommended": RECOMMENDED,
    "similarity": SIMILARITY,
}
"""What the statements below call tables and columns, and what the database calls them."""

HOLD_IMAGES = """
    SELECT count(*) FROM (
        SELECT {id} FROM {images}
        WHERE {id} IN (
            SELECT {image} FROM {stale}
            UNION SELECT {recommended} FROM {staged}
            UNION SELECT {recommended} FROM {rows} WHERE {image} IN (SELECT {image} FROM {stale})
        )
        ORDER BY {id} FOR KEY SHARE
    ) AS held"""
"""Keeps images from being deleted until the transaction ends, and waits for deletions that are under way.

Whoever deletes an image locks it first and its rows second. So do we, and in the order of numbers, or each could wait
for the other. A key share lock hinders no edit, and the foreign keys would take it for every image anyway.
"""

REMOVE = "DELETE FROM {rows} WHERE {image} IN (SELECT {image} FROM {stale})"

UNLESS_THE_SAME = """
    AND NOT EXISTS (
        SELECT 1 FROM {staged}
        WHERE {staged}.{image} = {rows}.{image} AND {staged}.{rank} = {rows}.{rank}
        AND {staged}.{recommended} = {rows}.{recommended} AND {staged}.{similarity} = {rows}.{similarity}
    )"""

INSERT = """
    INSERT INTO {rows} ({image}, {rank}, {recommended}, {similarity})
    SELECT {image}, {rank}, {recommended}, {similarity} FROM {staged}
    WHERE {image} IN (SELECT {id} FROM {images}) AND {recommended} IN (SELECT {id} FROM {images})
    AND NOT EXISTS (SELECT 1 FROM {rows} WHERE {rows}.{image} = {staged}.{image} AND {rows}.{rank} = {staged}.{rank})
    ORDER BY {image}, {rank}"""
"""In the order of two of the indexes: on PostgreSQL that halves the time."""


@dataclass(frozen=True, kw_only=True)
class Rows:
    image: Any
    rank: Any
    recommended: Any
    similarity: Any

    @property
    def columns(self) -> tuple[Any, ...]:
        return self.image, self.rank, self.recommended, self.similarity


def write(rows: Rows, stale_image_ids: Iterable[int], *, anew: bool = False) -> None:
    lists: Any = {}
    for image, recommended, similarity in zip(
        rows.image.tolist(), rows.recommended.tolist(), rows.similarity.tolist(), strict=True
    ):
        lists.setdefault(image, []).append((recommended, similarity))
    write_lists(lists, [int(each) for each in stale_image_ids], anew=anew)


def write_lists(lists: Lists, stale_image_ids: Iterable[int], *, anew: bool = False) -> None:
    """Make the stored lists of these images, and of those that have a new list, equal to the new ones, or empty.

    Within the caller's transaction. Rows that are the same stay, unless all are wanted `anew`; rows of images that were
    deleted meanwhile are left out.
    """
    stale = lists.keys() | set(stale_image_ids)
    if not stale:
        return
    make_room()
    stage = copy if connection.vendor == "postgresql" else insert_values
    stage("staged", ranked(lists))
    stage("stale", ((pk,) for pk in stale))
    if connection.features.has_select_for_update:  # elsewhere a transaction has the database to itself
        execute(HOLD_IMAGES)
    execute(REMOVE if anew else REMOVE + UNLESS_THE_SAME)
    execute(INSERT)
    for table in ("staged", "stale"):
        execute(f"DROP TABLE {{{table}}}")


def make_room() -> None:
    """Create the temporary tables."""
    columns = ", ".join(f"{quoted(field.column)} {field.db_type(connection)}" for field in FIELDS)
    execute(f"CREATE TEMPORARY TABLE {{staged}} ({columns}, PRIMARY KEY ({{image}}, {{rank}}))")
    execute(f"CREATE TEMPORARY TABLE {{stale}} ({{image}} {FIELDS[0].db_type(connection)} PRIMARY KEY)")


def ranked(lists: Lists) -> Iterator[Row]:
    """Yield every row: image, rank, recommended image, similarity."""
    for pk, listed in lists.items():
        for rank, (recommended, similarity) in enumerate(listed, start=1):
            yield pk, rank, recommended, similarity


def copy(table: str, rows: Iterable[Row]) -> None:
    """Stage rows on PostgreSQL; repr() of a float reads back as the same float."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        for portion in portions(rows, ROWS_PER_COPY):
            lines = "".join(["\t".join(map(repr, row)) + "\n" for row in portion])
            cursor.copy_expert(f"COPY {quoted(NAMES[table])} FROM STDIN", io.StringIO(lines))


def insert_values(table: str, rows: Iterable[Row]) -> None:
    """Stage rows on SQLite, through the driver: Django would rewrite each statement's hundreds of placeholders."""
    with connection.wrap_database_errors:
        for portion in portions(rows, ROWS_PER_STATEMENT):
            places = f"({', '.join('?' * len(portion[0]))})"
            statement = f"INSERT INTO {quoted(NAMES[table])} VALUES {', '.join([places] * len(portion))}"  # noqa: S608
            connection.connection.execute(statement, list(chain.from_iterable(portion)))


def portions(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows so many at a time."""
    remaining = iter(rows)
    while portion := list(islice(remaining, size)):
        yield portion


def execute(statement: str) -> None:
    """Execute a statement in which tables and columns have our names."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format_map({ours: quoted(theirs) for ours, theirs in NAMES.items()}))


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
