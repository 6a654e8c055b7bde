"""What is like a picture from outside, on PostgreSQL: pgvector's index with exact values against comparing with all.

python -m benchmarks.outside [--images N ...] [--json]    in the database that DATABASE_URL names
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import measuring
from benchmarks.measuring import Comparison, take_turns
from benchmarks.vectors import catalogue
from benchmarks.writing import BATCH_SIZE, add_images, scratch_database
from recommender.engine import vectors
from recommender.engine.vectors import Vectors

if TYPE_CHECKING:
    from recommender.outside.held import Held
    from recommender.outside.scan import Nearest

IMAGES = (20_000, 100_000)
K, QUESTIONS = 10, 100
AT_ONCE, FEW = 20, 3
"""Questions between two looks at the clock: of those that take milliseconds, and of the others."""

MEMORY = "1GB"
"""What PostgreSQL may use to build the index, as docs/operations.md tells operators of large catalogues."""

MODEL = "b" * 64


@dataclass(frozen=True, kw_only=True)
class Made:
    """A catalogue: vectors of pictures that are like some of its images, and of pictures that are like none."""

    count: int
    like_some: Vectors
    like_none: Vectors
    seconds_to_build: float
    memory: str


def compare() -> list[Comparison]:
    """Return the comparisons on PostgreSQL."""
    command = [sys.executable, "-m", "scripts.with_postgresql", sys.executable, "-m", "benchmarks.outside", "--json"]
    environment = {**os.environ, "PGOPTIONS": f"-c maintenance_work_mem={MEMORY}"}
    printed = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return [Comparison(**each) for each in json.loads(printed.splitlines()[-1])]


def compare_here(counts: tuple[int, ...] = IMAGES) -> list[Comparison]:
    """Return the comparisons at some sizes, each in a database of its own."""
    compared: list[Comparison] = []
    for count in counts:
        with scratch_database():
            compared += compared_with_all(make(count))
    return compared


def make(count: int) -> Made:
    """Store a catalogue and build its index, as a run does."""
    from django.test import override_settings

    from gallery.models import Publication
    from recommender.outside import indexing
    from recommender.progress import silent

    unit = catalogue(count + QUESTIONS)
    store(unit[:count])
    Publication.objects.create(pk=1, shown=K, fingerprint=MODEL)
    started = time.perf_counter()
    with override_settings(API_SIMILAR=True):
        done = indexing.keep_up(images=count, progress=silent)
    seconds = time.perf_counter() - started
    if done is None or done.remark or done.added != count:
        raise AssertionError(f"There should be an index of {count:,} vectors, got {done}.")
    strangers = catalogue(QUESTIONS, seed=1)
    return Made(
        count=count, like_some=unit[count:], like_none=strangers, seconds_to_build=seconds, memory=memory_to_build()
    )


def memory_to_build() -> str:
    """Return how much memory the database may use to build an index."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW maintenance_work_mem")
        return str(cursor.fetchone()[0])


def store(unit: Vectors) -> None:
    """Store images with these vectors."""
    from gallery.models import Image
    from recommender.models import Embedding

    pks = add_images(len(unit)).tolist()
    hashes = dict(Image.objects.values_list("pk", "content_hash"))
    rows = (
        Embedding(image_id=pk, content_hash=hashes[pk], fingerprint=MODEL, vector=vectors.pack(vector))
        for pk, vector in zip(pks, unit, strict=True)
    )
    Embedding.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def compared_with_all(made: Made) -> list[Comparison]:
    """Return the index's time against those of comparing with all, its recall and how long it takes to build."""
    from recommender.outside.held import Held

    held, none_held = Held(made.count), Held(0)
    ours, in_memory, read = take_turns(
        lambda: [by_index(each) for each in singly(made.like_some[:AT_ONCE])],
        lambda: [by_scan(each, held) for each in singly(made.like_some[:FEW])],
        lambda: [by_scan(each, none_held) for each in singly(made.like_some[:1])],
    )
    remark = (
        f"recall at {K}: {recall(made.like_some, held):.1%} for pictures like some of the catalogue,"
        f" {recall(made.like_none, held):.1%} for pictures like none; filled and built in {made.seconds_to_build:.0f} s"
        f" with maintenance_work_mem = {made.memory}"
    )
    return [
        comparison("all compared, vectors in memory", made, ours / AT_ONCE, in_memory / FEW, remark),
        comparison("all read and compared", made, ours / AT_ONCE, read, "a catalogue of which none are kept in memory"),
    ]


def comparison(peer: str, made: Made, ours: float, theirs: float, remark: str) -> Comparison:
    """Return how long a question takes with the index and without."""
    size = f"{made.count:,} images, k = {K}"
    return Comparison(
        task="neighbours of a picture from outside", size=size, ours=ours, peer=peer, theirs=theirs, remark=remark
    )


def singly(unit: Vectors) -> list[Vectors]:
    """Return vectors (n, d) as n arrays (1, d)."""
    return [unit[place : place + 1] for place in range(len(unit))]


def by_index(vector: Vectors) -> Nearest:
    """Return the nearest that the index names; it has to stand."""
    from recommender.outside import index

    found = index.nearest(vector, MODEL, k=K)
    if found is None:
        raise AssertionError("The index should have answered.")
    return found


def by_scan(vector: Vectors, held: Held) -> Nearest:
    """Return the nearest of all."""
    from recommender.outside import scan

    return scan.nearest(vector, MODEL, k=K, held=held)


def recall(questions: Vectors, held: Held) -> float:
    """Return which share of the true nearest the index names, on average; values must be those of the scan."""
    shares = [same(by_index(vector), by_scan(vector, held)) for vector in singly(questions)]
    return float(np.mean(shares))


def same(found: Nearest, true: Nearest) -> float:
    """Return which share of the true ones is found, by similarity: of equal ones any will do."""
    return float(np.mean(np.isin(true.similarities, found.similarities)))


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, nargs="+", default=IMAGES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    compared = compare_here(tuple(options.images))
    print(json.dumps([asdict(each) for each in compared]) if options.json else measuring.table(compared))


if __name__ == "__main__":
    main()
