"""Vectors kept in a database, an index on them, and what is in it."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from django.db import connection

from gallery.models import Image, Publication
from recommender.engine import vectors
from recommender.engine.vectors import Vectors
from recommender.models import Embedding
from recommender.outside import index, indexing, scan
from recommender.outside.held import Held
from recommender.outside.scan import Nearest
from recommender.progress import Progress, silent
from recommender.report import Indexed
from tests.factories import serial

MODEL, OTHER = "f" * 64, "0" * 64

Pairs = list[tuple[int, float]]
"""Images and how similar they are, best first."""

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="pgvector is PostgreSQL's")


def random_vectors(count: int) -> Vectors:
    return vectors.to_unit(np.random.default_rng(7).normal(size=(count, 512)).astype(np.float32))


def keep(unit: Vectors, *, fingerprint: str = MODEL) -> list[Image]:
    """Store vectors, each of an image of its own."""
    hashes = [hashlib.sha256(f"kept {next(serial)}".encode()).hexdigest() for _ in unit]
    rows = [
        Image(title="Kept", slug="kept", content_hash=each, width=1, height=1, format="PNG", byte_size=1)
        for each in hashes
    ]
    images = Image.objects.bulk_create(rows)
    embed(images, unit, fingerprint=fingerprint)
    return images


def embed(images: list[Image], unit: Vectors, *, fingerprint: str = MODEL) -> None:
    """Store vectors of images."""
    Embedding.objects.bulk_create(
        Embedding(image=image, content_hash=image.content_hash, fingerprint=fingerprint, vector=vectors.pack(vector))
        for image, vector in zip(images, unit, strict=True)
    )


def publish(fingerprint: str) -> None:
    """Have lists of a model before visitors."""
    Publication.objects.update_or_create(pk=1, defaults={"shown": 2, "fingerprint": fingerprint})


def keep_up(progress: Progress = silent) -> Indexed | None:
    """Bring the index up to date, as a run does when it is over."""
    return indexing.keep_up(images=Image.objects.count(), progress=progress)


def held(fingerprint: str = MODEL) -> dict[int, str]:
    """Return the images in an index, with the hash of the content that their vectors are of."""
    with connection.cursor() as cursor:
        cursor.execute(index.spelt("SELECT image_id, content_hash FROM {nearby}", fingerprint))
        return dict(cursor.fetchall())


def hashes(*images: Image) -> dict[int, str]:
    """Return what an index holds of images."""
    return {image.pk: image.content_hash for image in images}


def tables() -> list[str]:
    """Return the tables of indexes that there are."""
    with connection.cursor() as cursor:
        cursor.execute(indexing.TABLES, [index.PREFIX, ""])
        return sorted(name for (name,) in cursor.fetchall())


def execute(statement: str, *values: str | int) -> None:
    """Execute a statement in which tables have our names."""
    with connection.cursor() as cursor:
        cursor.execute(index.spelt(statement, MODEL), values or None)


def pairs(found: Nearest | None) -> Pairs | None:
    """Return what was found, or None where the index cannot tell."""
    return None if found is None else list(zip(found.images.tolist(), found.similarities.tolist(), strict=True))


def by_index(vector: Vectors, *, k: int, least: float = -1.0, fingerprint: str = MODEL) -> Pairs | None:
    """Return what is nearest to a vector by the index."""
    return pairs(index.nearest(vector, fingerprint, k=k, least=least))


def by_scan(vector: Vectors, *, k: int, least: float = -1.0) -> Pairs | None:
    """Return what is nearest to a vector of all."""
    return pairs(scan.nearest(vector, MODEL, k=k, least=least, held=Held()))
