"""What the report on the lists needs from the database, and its assembling.

Lists are read as visitors see them: without unpublished images, with the curators' decisions applied and spares moved
up. Reading stored rows would be quicker, but would tell of recommendations that nobody is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gallery.models import Image
from gallery.recommendations import ShownList, lists_for
from recommender.health import examination
from recommender.health.examination import Catalogue, Health, Link
from recommender.meaning import Published
from recommender.models import Run
from recommender.progress import Progress, silent

SEED = 20_200_518
"""Of the sample and the random pairs: the same catalogue gives the same report."""

IMAGES_AT_A_TIME = 500
RECENT_RUNS = 10


@dataclass(frozen=True, kw_only=True)
class Report:
    """The health of the lists, what they were made by, runs lately, and what the images named in it are called."""

    health: Health
    published: Published
    images: dict[int, Image]
    recent_runs: tuple[Run, ...]


def report(published: Published, *, progress: Progress = silent) -> Report:
    """Return the report on the lists that visitors see now."""
    examined = examination.examine(read(published, progress=progress), np.random.default_rng(SEED))
    return Report(
        health=examined,
        published=published,
        images=called(set(named(examined))),
        recent_runs=tuple(Run.objects.filter(status=Run.Status.DONE)[:RECENT_RUNS]),
    )


def read(published: Published, *, progress: Progress) -> Catalogue:
    """Return every visible image's list and tags, a portion of the images at a time."""
    ids = list(Image.objects.published().order_by("pk").values_list("pk", flat=True))
    lists: dict[int, list[Link]] = {}
    for start in range(0, len(ids), IMAGES_AT_A_TIME):
        portion = lists_for(ids[start : start + IMAGES_AT_A_TIME], folded=False)
        lists |= {pk: links(shown) for pk, shown in portion.items()}
        progress("Reading lists", len(lists), len(ids))
    return Catalogue(
        lists=lists,
        tags=tags_by_image(),
        shown=published.publication.shown,
        percentiles=published.run.percentiles,
        nearly_same_from=published.publication.nearly_same_from,
    )


def links(shown: ShownList) -> list[Link]:
    """Return whom a list leads to, and how similar they are; imported similarities are another model's, so not told."""
    return [(each.image.pk, None if shown.imported else each.similarity) for each in shown.entries]


def tags_by_image() -> dict[int, set[int]]:
    """Return the tags of every visible image that has any."""
    tags: dict[int, set[int]] = defaultdict(set)
    rows = Image.tags.through.objects.filter(image__published=True).values_list("image_id", "tag_id")
    for image_id, tag_id in rows.iterator(chunk_size=10_000):
        tags[image_id].add(tag_id)
    return dict(tags)


def named(examined: Health) -> Iterator[int]:
    """Yield the images that a report names or shows."""
    yield from (pk for pk, _ in examined.most_recommended)
    yield from examined.never_recommended.first
    yield from examined.without_list.first
    for island in examined.islands[: examination.FIRST_ISLANDS]:
        yield from island[: examination.FIRST_NAMED]
    for pair in (examined.near_duplicates or ())[: examination.FIRST_PAIRS]:
        yield from (pair.first, pair.second)
    for pk, links in examined.sample:
        yield pk
        yield from (other for other, _ in links)


def called(ids: set[int]) -> dict[int, Image]:
    """Return the rows of these images; one deleted since the lists were read is called so."""
    rows = Image.objects.only("title", "original_name", "content_hash", "width", "height")
    present = rows.in_bulk(list(ids))
    return {pk: present.get(pk) or Image(pk=pk, title="deleted meanwhile", width=1, height=1) for pk in ids}
