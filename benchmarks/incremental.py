"""A run after few changes against a full comparison: 20,000 images whose vectors are there already.

Nothing is embedded, which alone would make a full run take minutes and the share of any other run look small.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import Comparison
from benchmarks.vectors import catalogue
from benchmarks.writing import scratch_database

if TYPE_CHECKING:
    from recommender.engine.vectors import Vectors

COUNT, SHARE, K, REPEATS = 20_000, 0.01, 10, 5
FINGERPRINT = "b" * 64

CHANGES = {
    "nothing changed": "0 rows written, no torch",
    "1 % uploaded": "only lists that differ are written",
    "1 % deleted": "from what was remembered",
}


class Unloadable:
    """A model that nobody may load."""

    name, fingerprint, preprocessing = "benchmark", FINGERPRINT, None

    def load(self) -> Any:
        """Complain."""
        raise AssertionError("A run with nothing to embed loaded its model.")


def compare(count: int = COUNT) -> list[Comparison]:
    """Return what a run costs after each kind of change, against one that knows nothing and writes every list."""
    with scratch_database() as vendor:
        full, after = measure(count, int(count * SHARE))
    return [
        Comparison(
            task=f"a run on {vendor}, {change}",
            size=f"{count:,} images, k = {K}",
            ours=statistics.median(after[change]),
            peer="a full comparison",
            theirs=statistics.median(full),
            remark=remark,
        )
        for change, remark in CHANGES.items()
    ]


def measure(count: int, step: int) -> tuple[list[float], dict[str, list[float]]]:
    """Return the seconds of full comparisons and of runs after each kind of change, taken in turns."""
    vectors = iter(catalogue(count + REPEATS * step))
    full, after = list[float](), {change: list[float]() for change in CHANGES}
    pks = add(0, count, vectors)
    for turn in range(REPEATS):
        forget()
        full.append(seconds(run))
        after["nothing changed"].append(seconds(run))
        pks += add(count + turn * step, step, vectors)
        after["1 % uploaded"].append(seconds(run))
        delete(pks[:step])
        del pks[:step]
        after["1 % deleted"].append(seconds(run))
    return full, after


def run() -> None:
    """Do a run."""
    from recommender import pipeline

    pipeline.run_once(Unloadable(), k=K)  # type: ignore[arg-type]  # it decodes nothing


def seconds(work: Callable[[], None]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def add(first: int, count: int, vectors: Iterator[Vectors]) -> list[int]:
    """Store images without files but with vectors, and return their numbers."""
    from gallery.models import Image
    from recommender.engine.vectors import pack
    from recommender.models import Embedding

    said = {"title": "Image", "slug": "image", "width": 1, "height": 1, "format": "PNG", "byte_size": 1}
    hashes = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(first, first + count)]
    Image.objects.bulk_create([Image(content_hash=each, **said) for each in hashes], batch_size=1000)
    pks = dict(Image.objects.order_by("pk").values_list("content_hash", "pk"))
    embeddings = [
        Embedding(image_id=pks[each], content_hash=each, fingerprint=FINGERPRINT, vector=pack(next(vectors)))
        for each in hashes
    ]
    Embedding.objects.bulk_create(embeddings, batch_size=1000)
    return [pks[each] for each in hashes]


def forget() -> None:
    """Leave a catalogue that was never compared."""
    from gallery.models import Publication, Recommendation
    from recommender.models import Ranking

    for table in (Recommendation, Ranking, Publication):
        table.objects.all().delete()


def delete(pks: list[int]) -> None:
    """Delete images."""
    from gallery.models import Image

    Image.objects.filter(pk__in=pks).delete()


if __name__ == "__main__":
    for each in compare():
        print(
            f"{each.task}: {each.ours:.2f} s, {each.peer} {each.theirs:.2f} s, {1 / each.ratio:.1%}, {each.ratio:.1f}"
        )
