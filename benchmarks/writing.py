"""Storing lists: Kindred's writing against Django's bulk_create.

python -m benchmarks.writing [--rows N] [--json]    in the database that DATABASE_URL names
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import REPEATS, Comparison

if TYPE_CHECKING:
    from recommender.writing import Rows

ROWS = 1_000_000
LENGTH, BATCH_SIZE = 10, 1_000
"""Rows to an image, and rows to a statement of bulk_create."""

SHARE = 100
"""One list in so many differs on an ordinary day."""

PEER = f"bulk_create(batch_size={BATCH_SIZE})"
COLUMNS = ("image", "rank", "recommended", "similarity")
STORED = np.dtype([(name, np.float64 if name == "similarity" else np.int64) for name in COLUMNS])

AIMS: dict[str, dict[str, Any]] = {
    "SQLite": {"aim": 6, "why": "what remains is keeping three indexes in order, which every writer pays."},
    "PostgreSQL": {
        "aim": 8,
        "why": "the checks of the two foreign keys, two million triggers, take longer than the aim allows in all"
        " (docs/decisions.md).",
    },
}

SERVERS: tuple[list[str], ...] = ([], ["-m", "scripts.with_postgresql", sys.executable])
"""What comes between Python and its module: nothing, which means SQLite, or PostgreSQL."""


def compare(rows: int = ROWS) -> list[Comparison]:
    """Return the comparisons on SQLite and on PostgreSQL."""
    return on_each_database("benchmarks.writing", "--rows", str(rows))


def on_each_database(module: str, *options: str) -> list[Comparison]:
    """Return what a module compares on each database, in a process of its own: Django is set up only once."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    printed = [
        subprocess.run(
            [sys.executable, *server, "-m", module, "--json", *options],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for server in SERVERS
    ]
    return [Comparison(**each) for lines in printed for each in json.loads(lines.splitlines()[-1])]


def compare_here(rows: int = ROWS) -> list[Comparison]:
    """Return the comparisons on a catalogue where every image has a list of ten; every row is checked, every time."""
    with scratch_database() as vendor:
        pks = add_images(rows // LENGTH)
        chance = np.random.default_rng(0)
        lists = made_up(pks, chance)
        others = [lists, changed(lists, pks, chance)]
        anew, daily = on_emptied_table(lists), on_full_table(others)
    remark = "commit included; every row is as it should be"
    return [
        replace(comparison(f"writing lists to {vendor}", rows, anew, peer=PEER, remark=remark), **AIMS[vendor]),
        comparison(
            f"writing lists to {vendor}, one in {SHARE} differs", rows, daily, peer=f"delete(), {PEER}", remark=remark
        ),
    ]


def comparison(task: str, rows: int, turns: list[tuple[float, float]], *, peer: str, remark: str) -> Comparison:
    """Return the medians of turns: the peer's seconds and ours."""
    theirs, ours = map(statistics.median, zip(*turns, strict=True))
    return Comparison(task=task, size=f"{rows:,} rows", ours=ours, peer=peer, theirs=theirs, remark=remark)


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


def add_images(count: int) -> NDArray[np.int64]:
    """Store images without files and return their numbers."""
    from gallery.models import Image

    said = {"title": "Image", "slug": "image", "width": 1, "height": 1, "format": "PNG", "byte_size": 1}
    hashes = (hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(count))
    Image.objects.bulk_create([Image(content_hash=each, **said) for each in hashes], batch_size=BATCH_SIZE)
    return np.fromiter(Image.objects.order_by("pk").values_list("pk", flat=True), np.int64)


def made_up(pks: NDArray[np.int64], chance: np.random.Generator) -> Rows:
    """Return a list of ten others, with similarities of full length, for every image."""
    from recommender.writing import Rows

    count = len(pks)
    steps = np.sort(chance.integers(1, count - LENGTH + 1, size=(count, LENGTH)), axis=1) + np.arange(LENGTH)
    others = (np.arange(count)[:, np.newaxis] + chance.permuted(steps, axis=1)) % count
    return Rows(
        image=np.repeat(pks, LENGTH),
        rank=np.tile(np.arange(1, LENGTH + 1), count),
        recommended=pks[others].ravel(),
        similarity=chance.uniform(-1, 1, count * LENGTH),
    )


def changed(lists: Rows, pks: NDArray[np.int64], chance: np.random.Generator) -> Rows:
    """Return lists of which one in so many is another."""
    from recommender.writing import Rows

    other, differs = made_up(pks, chance), np.repeat(np.arange(len(pks)) % SHARE == 0, LENGTH)
    return Rows(**{name: np.where(differs, getattr(other, name), getattr(lists, name)) for name in COLUMNS})


def on_emptied_table(lists: Rows) -> list[tuple[float, float]]:
    """Return the peer's seconds and ours, turn by turn."""
    return [
        (seconds(write_theirs, lists, before=empty), seconds(write_ours, lists, before=empty)) for _ in range(REPEATS)
    ]


def on_full_table(lists: list[Rows]) -> list[tuple[float, float]]:
    """Return the peer's seconds and ours, turn by turn; each puts its lists in place of the other's."""
    return [(seconds(rewrite_theirs, lists[1]), seconds(write_ours, lists[0])) for _ in range(REPEATS)]


def seconds(write: Callable[[Rows], None], lists: Rows, *, before: Callable[[], object] = int) -> float:
    """Return how long it takes to write the lists, the commit included; check them."""
    from django.db import transaction

    before()
    started = time.perf_counter()
    with transaction.atomic():
        write(lists)
    passed = time.perf_counter() - started
    check(lists)
    return passed


def empty() -> None:
    """Leave no row in the table."""
    from django.db import connection

    from gallery.models import Recommendation

    table = connection.ops.quote_name(Recommendation._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")  # noqa: S608


def write_ours(lists: Rows) -> None:
    """Write as a run does."""
    from recommender import writing

    writing.write(lists, lists.image)


def write_theirs(lists: Rows) -> None:
    """Write with Django alone."""
    from gallery.models import Recommendation

    rows = (
        Recommendation(image_id=image, rank=rank, recommended_id=recommended, similarity=similarity)
        for image, rank, recommended, similarity in table_of(lists).tolist()
    )
    Recommendation.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def rewrite_theirs(lists: Rows) -> None:
    """Write with Django alone where there are lists."""
    from gallery.models import Recommendation

    Recommendation.objects.all().delete()
    write_theirs(lists)


def table_of(lists: Rows) -> NDArray[np.void]:
    """Return lists as one array."""
    table = np.empty(len(lists.image), STORED)
    for name in COLUMNS:
        table[name] = getattr(lists, name)
    return table


def check(lists: Rows) -> None:
    """Raise AssertionError unless the table holds these rows, to the last bit, and no other."""
    from gallery.models import Recommendation

    stored = Recommendation.objects.order_by("image_id", "rank").values_list(
        "image_id", "rank", "recommended_id", "similarity"
    )
    if not np.array_equal(np.fromiter(stored.iterator(chunk_size=10_000), STORED), table_of(lists)):
        raise AssertionError("The table does not hold what was written.")


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    compared = compare_here(options.rows)
    if options.json:
        print(json.dumps([asdict(each) for each in compared]))
        return
    for each in compared:
        print(f"{each.task}, {each.size}: {each.ours:.2f} s, {each.peer} {each.theirs:.2f} s, {each.ratio:.1f} times")


if __name__ == "__main__":
    main()
