"""The desk's list of images in a large catalogue: seconds of its pages, filters and searches.

python -m benchmarks.desk [--images N]    in the database that DATABASE_URL names; prints a table and writes nothing
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.writing import made_up, scratch_database

if TYPE_CHECKING:
    from django.test import Client

IMAGES, TAGS, TAGS_PER_IMAGE, DECISIONS = 50_000, 2_000, 4, 2_000
REPEATS = 5
LIST = "/admin/gallery/image/"
WORDS = ("harbour", "boat", "sea", "dawn", "tree", "street", "market", "night", "bridge", "snow", "garden", "tower")
NEARLY_SAME_FROM = 0.999
PAGES = {
    "first page": "",
    "last page": "?p={last}",
    "by title": "?o=2",
    "by title, last page": "?o=2&p={last}",
    "published": "?published__exact=1",
    "not published": "?published__exact=0",
    "without alternative text": "?alt=missing",
    "nearly the same as another": "?twin=some",
    "nearly the same as no other": "?twin=none",
    "commonest tag": "?tag={common}",
    "rarest tag": "?tag={rare}",
    "without tags": "?tag=none",
    "format": "?format=JPEG",
    "uploaded in a month": "?uploaded_at__gte=2026-03-01T00:00Z&uploaded_at__lt=2026-04-01T00:00Z",
    "recommendations current": "?state=current",
    "recommendations waiting": "?state=waiting",
    "recommendations failed": "?state=failed",
    "search, many found": "?q=harbour",
    "search, two words": "?q=harbour+dawn",
    "search, none found": "?q=nowhere",
    "search and filters": "?q=sea&tag={common}&state=current&alt=missing",
    "search for a tag": "autocomplete",
}


def main() -> None:
    """Fill a scratch database, ask for every page some times, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=IMAGES)
    count = parser.parse_args().images
    with scratch_database() as vendor:
        fill(count)
        print(f"{vendor}, {count:,} images: median seconds of {REPEATS}, those of this process's own, images found")
        for name, seconds, own, found in timed(curator(), count):
            print(f"{name:32} {seconds:6.3f} {own:6.3f} {found:>8}", flush=True)


def timed(client: Client, count: int) -> Iterator[tuple[str, float, float, str]]:
    """Yield each page's name, its seconds, those this process computed, and how many images it finds."""
    from gallery.models import Tag

    names = {"last": -(-count // 50), "common": Tag.objects.get(name="tag 0").pk, "rare": Tag.objects.latest("pk").pk}
    for name, query in PAGES.items():
        address = f"{LIST}{query.format(**names)}"
        if query == "autocomplete":
            address = "/admin/autocomplete/?term=tag+19&app_label=gallery&model_name=image&field_name=tags"
        turns: list[tuple[float, float]] = []
        for _ in range(REPEATS):
            started, computed = time.perf_counter(), time.process_time()
            response: Any = client.get(address)
            turns.append((time.perf_counter() - started, time.process_time() - computed))
            if response.status_code != 200:
                raise AssertionError(f"{address} answers {response.status_code}.")
        found = f"{response.context_data['cl'].result_count:,}" if hasattr(response, "context_data") else ""
        seconds, own = map(statistics.median, zip(*turns, strict=True))
        yield name, seconds, own, found


def curator() -> Client:
    """Return a browser in which somebody is logged in who may do everything."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("curator"))
    return client


def fill(count: int) -> None:
    """Store images with words, tags, lists, vectors and decisions, as a catalogue of some years has them."""
    from django.db import connection, transaction

    chance = Random(0)  # noqa: S311 - made-up data
    with transaction.atomic():
        keys = add_described(count, chance)
        tag(keys, chance)
        recommend(keys)
        embed(keys)
        decide(keys, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_described(count: int, chance: Random) -> list[int]:
    """Store images with words of their own and return their numbers; some are drafts, some lack an alternative text."""
    from gallery.models import Image

    def words(number: int) -> str:
        return " ".join(chance.choices(WORDS, k=number))

    begun = datetime(2024, 1, 1, tzinfo=UTC)
    images = (
        Image(
            title=f"{words(3)} {place}",
            slug=f"image-{place}",
            description=words(40),
            alt_text=words(8) if chance.random() < 0.6 else "",
            original_name=f"IMG_{place:05}.jpg",
            content_hash=hashlib.sha256(f"{place}".encode()).hexdigest(),
            format=chance.choice(("JPEG", "JPEG", "JPEG", "PNG", "WEBP")),
            width=1200,
            height=800,
            byte_size=1,
            published=chance.random() < 0.95,
            uploaded_at=begun + timedelta(minutes=25 * place),
        )
        for place in range(count)
    )
    Image.objects.bulk_create(images, batch_size=500)
    return list(Image.objects.order_by("pk").values_list("pk", flat=True))


def tag(keys: list[int], chance: Random) -> None:
    """Give every image some tags, a few of which are common and most rare; one image in twenty gets none."""
    from gallery.models import Image, Tag

    tags = Tag.objects.bulk_create([Tag(name=f"tag {number}", slug=f"tag-{number}") for number in range(TAGS)])
    through = Image.tags.through
    rows = []
    for key in keys:
        places = {min(int(chance.paretovariate(0.6)) - 1, TAGS - 1) for _ in range(TAGS_PER_IMAGE)}
        rows += [through(image_id=key, tag_id=tags[place].pk) for place in places if chance.random() < 0.95]
    through.objects.bulk_create(rows, batch_size=5_000)


def recommend(keys: list[int]) -> None:
    """Store a list of ten for every image, of which some are nearly the same."""
    import numpy as np

    from gallery.models import Publication
    from recommender import writing

    lists = made_up(np.array(keys, np.int64), np.random.default_rng(0))
    writing.write(lists, lists.image)
    limits = {"alike_from": 0.3, "very_alike_from": 0.6, "nearly_same_from": NEARLY_SAME_FROM}
    Publication.objects.create(pk=1, shown=8, fingerprint="f" * 64, **limits)


def embed(keys: list[int]) -> None:
    """Store a vector for all images but one in a hundred, of which some could not be read."""
    from gallery.models import Image
    from recommender.models import Embedding, UnreadableImage

    hashes = dict(Image.objects.values_list("pk", "content_hash"))
    waiting = [key for key in keys if key % 100 == 0]
    vectors = (
        Embedding(
            image_id=key, content_hash=hashes[key], fingerprint="f" * 64, vector=hashlib.sha512(b"").digest() * 16
        )
        for key in keys
        if key % 100
    )
    Embedding.objects.bulk_create(vectors, batch_size=2_000)
    UnreadableImage.objects.bulk_create(UnreadableImage(image_id=key, reason="damaged") for key in waiting[::3])


def decide(keys: list[int], chance: Random) -> None:
    """Store decisions on pairs."""
    from gallery.models import CuratedPair

    pairs = {tuple(chance.sample(keys, 2)) for _ in range(DECISIONS)}
    CuratedPair.objects.bulk_create(CuratedPair(image_id=one, other_id=other, kind="hide") for one, other in pairs)


if __name__ == "__main__":
    main()
