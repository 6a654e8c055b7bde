"""A catalogue to run on: what is done to its images, what is stored of it, and what ought to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from django.db.models import Model

from gallery import uploads
from gallery.models import Image, ImportedList, Publication, Recommendation
from gallery.storage import originals
from recommender import conf
from recommender.comparing import Compared
from recommender.engine import updating, vectors
from recommender.engine.decoding import decode
from recommender.engine.encoder import Encoder, Pixels, Preprocessing
from recommender.engine.scale import Scale
from recommender.lists import Lists
from recommender.models import Embedding, Ranking, Run, UnreadableImage
from tests.factories import picture_bytes, upload_image
from tests.recommender.engine.reference import brute_force

COLOURS = ("red", "orange", "gold", "green", "teal", "navy", "pink", "brown", "white", "black", "tan", "plum")

NO_WORDS = Scale(percentiles={})

Rows = list[tuple[int, int, int, float]]
"""Image, rank, recommended image, similarity."""


def fill(*, count: int) -> list[Image]:
    """Upload images of as many colours."""
    return [upload_image(colour=colour) for colour in COLOURS[:count]]


def replace_file(image: Image, **picture: Any) -> None:
    """Give an image another file, as the admin does."""
    upload = uploads.examine(picture_bytes(**picture), "replacement.png")
    uploads.store_files(upload)
    uploads.describe(image, upload)
    image.save()


@contextmanager
def damaged(image: Image, content: bytes | None = b"damaged") -> Iterator[None]:
    """Have other bytes than it should, or none at all, where an image's original lies."""
    path = Path(originals().path(image.original.name))
    whole = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(whole)


def compared(lists: dict[int, list[tuple[int, float]]], scale: Scale = NO_WORDS) -> Compared:
    """Return lists as a comparison hands them over, every one of them suspect."""
    images = np.array(sorted(lists), np.int64)
    width = max(map(len, lists.values()), default=1)
    recommended, similarities = np.zeros((len(images), width), np.int64), np.full((len(images), width), -np.inf)
    for place, pk in enumerate(images.tolist()):
        for rank, (other, similarity) in enumerate(lists[pk]):
            recommended[place, rank], similarities[place, rank] = other, similarity
    suspects = np.ones(len(images), np.bool_)
    return Compared(
        lists=Lists(images=images, recommended=recommended, similarities=similarities, suspects=suspects),
        rankings=updating.empty(len(images), width),
        changed=np.zeros(len(images), np.bool_),
        scale=scale,
    )


def stored_rows() -> Rows:
    """Return every stored recommendation."""
    rows = Recommendation.objects.order_by("image_id", "rank")
    return list(rows.values_list("image_id", "rank", "recommended_id", "similarity"))


def stored_list(image: Image) -> list[int]:
    """Return the images recommended for one, best first."""
    return list(image.recommendations.order_by("rank").values_list("recommended_id", flat=True))


def rows_from_scratch(*, k: int, encoder: Encoder, preprocessing: Preprocessing) -> Rows:
    """Return the rows that there ought to be: every original decoded and embedded, every pair compared and sorted."""
    images = list(Image.objects.published().order_by("pk"))
    if not images:
        return []
    pixels = [pixels_of(image, preprocessing) for image in images]
    lists = brute_force(vectors.to_unit(encoder.encode(np.stack(pixels))), k + conf.spares_for(k))
    return [
        (image.pk, rank, images[place].pk, similarity)
        for image, listed in zip(images, lists, strict=True)
        for rank, (place, similarity) in enumerate(listed, start=1)
    ]


def pixels_of(image: Image, preprocessing: Preprocessing) -> Pixels:
    """Return an image's original, decoded."""
    with originals().open(image.original.name) as file:
        return decode(file, preprocessing)


def everything_stored() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table that a run may write."""
    tables: list[type[Model]] = [
        Image,
        Recommendation,
        ImportedList,
        Publication,
        Embedding,
        Ranking,
        UnreadableImage,
        Run,
    ]
    return {table.__name__: list(table._default_manager.order_by("pk").values()) for table in tables}


def last_run() -> Run:
    """Return the run that started last."""
    return Run.objects.latest("pk")
