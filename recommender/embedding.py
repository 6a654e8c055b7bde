"""Originals to stored vectors, batch by batch; what cannot be read is named and the rest goes on."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from gallery.models import Image
from recommender import attempts, rankings, runs, sources
from recommender.engine import vectors
from recommender.engine.encoder import Encoder, Model, Pixels
from recommender.engine.vectors import Vectors
from recommender.exceptions import StorageOutOfReach
from recommender.models import Embedding, Run, UnreadableImage
from recommender.progress import Progress
from recommender.report import Unreadable
from recommender.sources import Original, Patience, Source


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """What the embedding step did."""

    count: int = 0
    unreadable: tuple[Unreadable, ...] = ()


def embed(run: Run, model: Model, encoder: Encoder, *, full: bool, patience: Patience, progress: Progress) -> Embedded:
    """Embed the images that the model has not seen, or with `full` all of them, and keep every batch.

    What was being read when an earlier run died is read last, each file alone; with `full` even what was set aside.
    Raise StorageOutOfReach where the storage failed so often in a row that patience with it is over.
    """
    unreadable = [] if full else shunned(model)
    note_unreadable(unreadable)
    chosen = sources.originals_of(Image.objects.order_by("pk") if full else sources.waiting(model.fingerprint))
    seen, count = 0, 0
    with closing(read_carefully(chosen, model, patience)) as batches:
        for batch in batches:
            good, unit, bad = encode(encoder, batch)
            with transaction.atomic():  # a kill in between would leave the notes and blame the files
                runs.hold(run)
                store(model.fingerprint, good, unit)
                note_unreadable(bad)
                attempts.end(source.original.content_hash for source in batch)
            unreadable += bad
            count, seen = count + len(good), seen + len(batch)
            runs.give_sign_of_life(run)
            progress("Embedding", seen, len(chosen))
            if patience.is_over:
                raise StorageOutOfReach(patience)
    return Embedded(count=count, unreadable=named(unreadable))


def shunned(model: Model) -> list[Source]:
    """Return the images that are not read any more, each with the reason."""
    aside = sources.originals_of(sources.set_aside(model.fingerprint))
    return [Source(original=original, reason=attempts.REASON) for original in aside]


def named(bad: list[Source]) -> tuple[Unreadable, ...]:
    """Return what a report says of images that got no vector."""
    return tuple(Unreadable(name=source.original.name, reason=source.reason) for source in bad)


def read_carefully(chosen: list[Original], model: Model, patience: Patience) -> Generator[list[Source], None, None]:
    """Yield all of them decoded, first those that no run died of, then the others one by one.

    What is being read is noted beforehand; a run that is stopped, not killed, takes its last notes back.
    """
    died, noted = attempts.deaths(), set[str]()
    calm = [original for original in chosen if original.content_hash not in died]
    suspects = [original for original in chosen if original.content_hash in died]

    def begin(batch: list[Original]) -> None:
        hashes = [original.content_hash for original in batch]
        attempts.begin(hashes)
        noted.update(hashes)

    try:
        yield from sources.batches(calm, model.preprocessing, patience, begin=begin)
        yield from sources.one_by_one(suspects, model.preprocessing, patience, begin=begin)
    except BaseException:
        attempts.take_back(noted)
        raise


def encode(encoder: Encoder, batch: list[Source]) -> tuple[list[Source], Vectors, list[Source]]:
    """Return the sources that got a vector, the vectors (n, d), and the sources that got none, with reasons."""
    readable, unreadable = readable_in(batch)
    if not readable:
        return [], vectors.unpack([]), unreadable
    features = encoder.encode(pixels_of(readable))
    usable = vectors.usable(features)
    good, mute = apart(readable, usable)
    return good, vectors.to_unit(features[usable]), unreadable + mute


def readable_in(batch: list[Source]) -> tuple[list[Source], list[Source]]:
    """Return the sources that have pixels, and those that were asked for and have none."""
    return (
        [source for source in batch if source.pixels is not None],
        [source for source in batch if source.pixels is None and source.asked],
    )


def pixels_of(readable: list[Source]) -> Pixels:
    """Return the pixels of sources that have some, as one array."""
    return np.stack([source.pixels for source in readable if source.pixels is not None])


def apart(readable: list[Source], usable: NDArray[np.bool_]) -> tuple[list[Source], list[Source]]:
    """Return the sources whose features are usable, and the others, with the reason."""
    good = [source for source, fine in zip(readable, usable, strict=True) if fine]
    mute = [
        replace(source, reason="its features are not finite numbers, or all zero")
        for source, fine in zip(readable, usable, strict=True)
        if not fine
    ]
    return good, mute


def store(fingerprint: str, sources_embedded: list[Source], unit: Vectors) -> None:
    """Keep vectors; one whose image was deleted or got another file meanwhile is dropped."""
    ids = [source.original.image_id for source in sources_embedded]
    with transaction.atomic():
        locked = Image.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        present = dict(locked.values_list("pk", "content_hash"))
        rows = [
            Embedding(
                image_id=source.original.image_id,
                content_hash=source.original.content_hash,
                fingerprint=fingerprint,
                vector=vectors.pack(vector),
            )
            for source, vector in zip(sources_embedded, unit, strict=True)
            if present.get(source.original.image_id) == source.original.content_hash
        ]
        Embedding.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["image", "fingerprint"],
            update_fields=["content_hash", "vector", "created_at"],
        )
        rankings.forget(ids)
        UnreadableImage.objects.filter(image__in=ids).delete()


def note_unreadable(bad: list[Source]) -> None:
    """Keep why images could not be embedded, for the curators."""
    with transaction.atomic():
        locked = (
            Image.objects.select_for_update().filter(pk__in=[source.original.image_id for source in bad]).order_by("pk")
        )
        present = set(locked.values_list("pk", flat=True))
        for source in bad:
            if source.original.image_id in present:
                UnreadableImage.objects.update_or_create(
                    image_id=source.original.image_id, defaults={"reason": source.reason}
                )
