"""Originals to stored vectors, batch by batch; what cannot be read is named and the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from django.db import transaction

from gallery.models import Image
from recommender import runs, sources
from recommender.engine import vectors
from recommender.engine.encoder import Encoder, Model
from recommender.engine.vectors import Vectors
from recommender.models import Embedding, Run, UnreadableImage
from recommender.progress import Progress
from recommender.report import Unreadable
from recommender.sources import Source


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """What the embedding step did."""

    count: int = 0
    unreadable: tuple[Unreadable, ...] = ()


def embed(run: Run, model: Model, encoder: Encoder, *, full: bool, progress: Progress) -> Embedded:
    """Embed the images that the model has not seen, or with `full` all of them, and keep every batch."""
    images = Image.objects.order_by("pk") if full else sources.waiting(model.fingerprint)
    total, seen, count = images.count(), 0, 0
    unreadable: list[Unreadable] = []
    for batch in sources.batches(images, model.preprocessing):
        good, unit, bad = encode(encoder, batch)
        store(model.fingerprint, good, unit)
        note_unreadable(bad)
        unreadable += [Unreadable(name=source.name, reason=source.reason) for source in bad]
        count, seen = count + len(good), seen + len(batch)
        runs.give_sign_of_life(run)
        progress("Embedding", seen, total)
    return Embedded(count=count, unreadable=tuple(unreadable))


def encode(encoder: Encoder, batch: list[Source]) -> tuple[list[Source], Vectors, list[Source]]:
    """Return the sources that got a vector, the vectors (n, d), and the sources that got none, with reasons."""
    readable = [source for source in batch if source.pixels is not None]
    bad = [source for source in batch if source.pixels is None]
    if not readable:
        return [], vectors.unpack([]), bad
    features = encoder.encode(np.stack([source.pixels for source in readable if source.pixels is not None]))
    usable = vectors.usable(features)
    good = [source for source, fine in zip(readable, usable, strict=True) if fine]
    bad += [
        replace(source, reason="its features are not finite numbers, or all zero")
        for source, fine in zip(readable, usable, strict=True)
        if not fine
    ]
    return good, vectors.to_unit(features[usable]), bad


def store(fingerprint: str, sources_embedded: list[Source], unit: Vectors) -> None:
    """Keep vectors; one whose image was deleted or got another file meanwhile is dropped."""
    ids = [source.image_id for source in sources_embedded]
    with transaction.atomic():
        locked = Image.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        present = dict(locked.values_list("pk", "content_hash"))
        rows = [
            Embedding(
                image_id=source.image_id,
                content_hash=source.content_hash,
                fingerprint=fingerprint,
                vector=vectors.pack(vector),
            )
            for source, vector in zip(sources_embedded, unit, strict=True)
            if present.get(source.image_id) == source.content_hash
        ]
        Embedding.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["image", "fingerprint"],
            update_fields=["content_hash", "vector", "created_at"],
        )
        UnreadableImage.objects.filter(image__in=ids).delete()


def note_unreadable(bad: list[Source]) -> None:
    """Keep why images could not be embedded, for the curators."""
    with transaction.atomic():
        locked = Image.objects.select_for_update().filter(pk__in=[source.image_id for source in bad]).order_by("pk")
        present = set(locked.values_list("pk", flat=True))
        for source in bad:
            if source.image_id in present:
                UnreadableImage.objects.update_or_create(image_id=source.image_id, defaults={"reason": source.reason})
