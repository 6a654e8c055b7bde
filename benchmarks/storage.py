"""How many bytes an image takes: its rows with their indexes, in either database, and its small copies.

python -m benchmarks.storage [--images N] [--json]    in the database that DATABASE_URL names
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture

from benchmarks.decoding import PHOTOGRAPHS, photographs
from benchmarks.measuring import Comparison, table
from benchmarks.writing import BATCH_SIZE, LENGTH, made_up, on_each_database, scratch_database, write_ours

IMAGES, PICTURES = 50_000, 150
A_ROW = 8 + 2 + 8 + 8
"""Bytes of the values in a row of a list: image, rank, other image, similarity."""

IN_USE = {
    "sqlite": "SELECT (page_count - freelist_count) * page_size"
    " FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
    "postgresql": "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
}


def compare(images: int = IMAGES) -> list[Comparison]:
    """Return the bytes in both databases, and of small copies where photographs are at hand."""
    rows = on_each_database("benchmarks.storage", "--images", str(images))
    if not PHOTOGRAPHS.exists():
        print(f"small copies are left out: {PHOTOGRAPHS} is absent", file=sys.stderr)
        return rows
    return [*rows, copies()]


def compare_here(images: int = IMAGES) -> list[Comparison]:
    """Return the bytes in the database at hand, kind by kind, against those of the values alone."""
    with scratch_database() as vendor:
        from benchmarks import million
        from gallery.models import Image
        from recommender.engine.vectors import DIMENSIONS
        from recommender.rankings import PAIR

        in_all = taken_by(lambda: million.fill(images))
        pks = np.fromiter(Image.objects.order_by("pk").values_list("pk", flat=True), np.int64)
        words, wide = words_alone(), PAIR.itemsize * (1 + length_of_rankings())
        kinds = [
            ("an image, with its words and tags", in_all / images, "its words alone", words),
            ("a vector", taken_by(lambda: store_vectors(pks)) / images, "its 512 numbers", 2 * DIMENSIONS),
            ("a ranking", taken_by(lambda: store_rankings(pks, wide)) / images, "its pairs", wide),
            ("a row of a list", taken_by(lambda: store_lists(pks)) / (images * LENGTH), "its values", A_ROW),
        ]
    size, remark = f"{images:,} images", "indexes included"
    return [
        Comparison(
            task=f"{kind} ({vendor})", size=size, ours=ours, peer=peer, theirs=theirs, remark=remark, unit="bytes"
        )
        for kind, ours, peer, theirs in kinds
    ]


def taken_by(store: Callable[[], object]) -> int:
    """Return how much larger the database is once something is stored."""
    before = in_use()
    store()
    return in_use() - before


def in_use() -> int:
    """Return how many bytes the database has in use, which for a file are not all that it has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(IN_USE[connection.vendor])
        return int(cursor.fetchone()[0])


def words_alone() -> float:
    """Return how many letters an image has on average: title, description, and both once more for the search."""
    from django.db.models import Avg
    from django.db.models.functions import Length

    from gallery.models import Image

    kept = ("title", "description", "words")
    said = Image.objects.aggregate(**{f"length_of_{name}": Avg(Length(name)) for name in kept})
    return float(sum(said.values()))


def length_of_rankings() -> int:
    """Return how many a ranking has where nobody sets how many are shown."""
    from recommender import conf

    shown = conf.default_k()
    return shown + conf.spares_for(shown) + conf.reserve_for(shown)


def store_vectors(pks: NDArray[np.int64]) -> None:
    """Store a vector for every image."""
    from benchmarks.vectors import catalogue
    from recommender.engine.vectors import pack
    from recommender.models import Embedding

    vectors = zip(pks.tolist(), catalogue(len(pks)), strict=True)
    rows = (
        Embedding(image_id=pk, content_hash=f"{pk:064x}", fingerprint="f" * 64, vector=pack(vector))
        for pk, vector in vectors
    )
    Embedding.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def store_rankings(pks: NDArray[np.int64], length: int) -> None:
    """Store so many bytes of a ranking for every image."""
    from recommender.models import Ranking

    chance = np.random.default_rng(0)
    Ranking.objects.bulk_create(
        (Ranking(image_id=pk, pairs=chance.bytes(length)) for pk in pks.tolist()), batch_size=BATCH_SIZE
    )


def store_lists(pks: NDArray[np.int64]) -> None:
    """Store a list for every image, as a run does."""
    from django.db import transaction

    lists = made_up(pks, np.random.default_rng(0))
    with transaction.atomic():
        write_ours(lists)


def copies() -> Comparison:
    """Return the bytes of small copies for a million of their pixels, against the files they are made of.

    Photographs are at hand 400 pixels wide or high. Larger copies have less detail in each pixel, so theirs are fewer.
    """
    from gallery.gate.pixels import encode

    chosen = [Picture.open(path) for path in photographs(PICTURES)]
    pixels = sum(picture.width * picture.height for picture in chosen) / 1e6
    ours = sum(len(encode(picture.convert("RGB"), picture.width)) for picture in chosen)
    theirs = sum(path.stat().st_size for path in photographs(PICTURES))
    return Comparison(
        task="small copies, a megapixel",
        size=f"{PICTURES} photographs of 400 pixels on the short side",
        ours=ours / pixels / 1000,
        peer="their files",
        theirs=theirs / pixels / 1000,
        remark="WebP; larger ones have less detail in a pixel",
        unit="KB",
    )


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    compared = compare_here(options.images)
    print(json.dumps([asdict(each) for each in compared]) if options.json else table(compared))


if __name__ == "__main__":
    main()
