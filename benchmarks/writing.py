"""Storing lists: Kindred's staged writing against Django's bulk_create, in the database that DATABASE_URL names.

python -m benchmarks.writing
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.measuring import Comparison

if TYPE_CHECKING:
    from recommender.writing import Lists

ROWS = 1_000_000
LENGTH, BATCH_SIZE = 10, 1_000
"""Rows to an image, and rows to a statement of bulk_create."""

REPEATS = 3
"""A million rows take bulk_create most of a minute."""


def compare(rows: int = ROWS) -> list[Comparison]:
    """Return the comparison on a catalogue where every image has a list of ten; every row is checked."""
    with scratch_database() as vendor:
        lists = made_up(add_images(rows // LENGTH))
        turns = [(seconds(write_theirs, lists), seconds(write_ours, lists)) for _ in range(REPEATS)]
        check(lists)
        theirs, ours = map(statistics.median, zip(*turns, strict=True))
    return [
        Comparison(
            task=f"writing lists to {vendor}",
            size=f"{rows:,} rows",
            ours=ours,
            peer=f"bulk_create(batch_size={BATCH_SIZE})",
            theirs=theirs,
            remark=f"median of {REPEATS}, commit included; every row is as it should be",
            aim={"PostgreSQL": 8, "SQLite": 6}[vendor],
        )
    ]


@contextmanager
def scratch_database() -> Iterator[str]:
    """Yield the vendor of a database that goes away, a file in the case of SQLite."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix="kindred-writing-") as folder:
        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = Path(folder) / "scratch.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield connection.display_name
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def add_images(count: int) -> list[int]:
    """Store images without files and return their numbers."""
    from gallery.models import Image

    said = {"title": "Image", "slug": "image", "width": 1, "height": 1, "format": "PNG", "byte_size": 1}
    hashes = (hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(count))
    Image.objects.bulk_create([Image(content_hash=each, **said) for each in hashes], batch_size=BATCH_SIZE)
    return list(Image.objects.order_by("pk").values_list("pk", flat=True))


def made_up(pks: list[int]) -> Lists:
    """Return a list of ten others, with similarities of full length, for every image."""
    chance = random.Random(0)  # noqa: S311 - nothing is kept secret

    def others(pk: int) -> list[int]:
        return [other for other in chance.sample(pks, LENGTH + 1) if other != pk][:LENGTH]

    return {pk: [(other, chance.uniform(-1, 1)) for other in others(pk)] for pk in pks}


def seconds(write: Callable[[Lists], None], lists: Lists) -> float:
    """Return how long it takes to write the lists into the emptied table, the commit included."""
    from django.db import connection, transaction

    from gallery.models import Recommendation

    table = connection.ops.quote_name(Recommendation._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")  # noqa: S608
    started = time.perf_counter()
    with transaction.atomic():
        write(lists)
    return time.perf_counter() - started


def write_ours(lists: Lists) -> None:
    """Write as a run does."""
    from recommender import writing

    writing.write(lists, lists)


def write_theirs(lists: Lists) -> None:
    """Write with Django alone."""
    from gallery.models import Recommendation
    from recommender import writing

    rows = (
        Recommendation(image_id=image, rank=rank, recommended_id=recommended, similarity=similarity)
        for image, rank, recommended, similarity in writing.ranked(lists)
    )
    Recommendation.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def check(lists: Lists) -> None:
    """Raise AssertionError unless the table holds these rows, to the last bit, and no other."""
    from gallery.models import Recommendation
    from recommender import writing

    stored = Recommendation.objects.order_by("image_id", "rank").values_list(
        "image_id", "rank", "recommended_id", "similarity"
    )
    if list(stored.iterator(chunk_size=10_000)) != sorted(writing.ranked(lists)):
        raise AssertionError("The table does not hold what was written.")


if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    for each in compare(rows):
        print(f"{each.task}, {each.size}: {each.ours:.2f} s, {each.peer} {each.theirs:.2f} s, {each.ratio:.1f} times")
