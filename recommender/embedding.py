"""Originals to stored vectors, batch by batch; what cannot be read is named and the rest goes on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from django.db import transaction

from gallery.models import Image
from recommender import attempts, rankings, runs, sources
from recommender.engine import vectors
from recommender.engine.encoder import Encoder, Model
from recommender.engine.vectors import Vectors
from recommender.exceptions import StorageOutOfReach
from recommender.models import Embedding, Run, UnreadableImage
from recommender.progress import Progress
from recommender.report import Unreadable
from recommender.sources import Patience, Source
from recommender.workshop import Workshop


@dataclass(frozen=True, kw_only=True)
class Embedded:
    """What the embedding step did."""

    count: int = 0
    unreadable: tuple[Unreadable, ...] = ()


def embed(
    run: Run,
    model: Model,
    encoder: Encoder,
    *,
    full: bool,
    patience: Patience,
    progress: Progress,
    workshop: Workshop,
) -> Embedded:
    """Embed the images that the model has not seen, or with `full` all of them, and keep every batch.

    What was being read when an earlier run died is read last, each file alone; with `full` even what was set aside.
    Raise StorageOutOfReach where the storage failed so often in a row that patience with it is over.
    """
    unreadable = [] if full else shunned(model)
    note_unreadable(unreadable)
    chosen = sources.originals_of(Image.objects.order_by("pk") if full else sources.waiting(model.fingerprint))
    seen, count = 0, 0
    with closing(workshop.encoded(chosen, model, encoder, patience, alive=runs.Pulse(run))) as batches:
        for batch in batches:
            with transaction.atomic():  # a kill in between would leave the notes and blame the files
                runs.hold(run)
                store(model.fingerprint, batch.good, batch.unit)
                note_unreadable(batch.bad)
                attempts.end(original.content_hash for original in batch.originals)
            unreadable += batch.bad
            count, seen = count + len(batch.good), seen + len(batch.originals)
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
