"""Where each image stands with the recommender: listed, imported, waiting for a run, failed, or not for visitors."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When

from gallery.models import ImportedList, Publication, Recommendation
from recommender.models import Embedding, ImageState, UnreadableImage


class State(TextChoices):
    """What an image's recommendations are worth now."""

    CURRENT = "current", "current"
    WAITING = "waiting", "waiting for a run"
    IMPORTED = "imported", "imported, until the next run"
    FAILED = "failed", "failed"
    DRAFT = "draft", "not published"


def with_state(images: QuerySet[Any]) -> QuerySet[Any]:
    """Return the images with their `state`, and with `reason` where it is that they failed."""
    failures = UnreadableImage.objects.filter(image=OuterRef("pk"))
    stated: QuerySet[Any] = images.annotate(reason=failures.values("reason")[:1], state=state())
    return stated


def in_state(images: QuerySet[Any], wanted: str) -> QuerySet[Any]:
    """Return the images in one state, without naming it."""
    found: QuerySet[Any] = images.alias(state=state()).filter(state=wanted)
    return found


def state() -> Case:
    """Return the state of an image as an expression."""
    return Case(
        When(Q(published=False), Value(State.DRAFT)),
        When(Exists(UnreadableImage.objects.filter(image=OuterRef("pk"))), Value(State.FAILED)),
        When(Exists(ImportedList.objects.filter(image=OuterRef("pk"))), Value(State.IMPORTED)),
        When(is_listed(), Value(State.CURRENT)),
        default=Value(State.WAITING),
        output_field=CharField(),
    )


def is_listed() -> Q:
    """Return the condition that an image's present file was compared under the model of the lists that are shown."""
    fingerprint = Publication.objects.values("fingerprint")[:1]
    fitting = Embedding.objects.filter(image=OuterRef("pk"), content_hash=OuterRef("content_hash"))
    compared = Exists(fitting.filter(fingerprint=fingerprint))
    listed = Exists(Recommendation.objects.filter(image=OuterRef("pk")))
    others = ImageState.objects.filter(published=True).exclude(pk=OuterRef("pk"))
    return Q(compared) & (Q(listed) | ~Q(Exists(others)))  # the only image of a catalogue has nobody to be like
