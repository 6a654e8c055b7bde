"""Pairs as a test uses them: what is stored of one, which one the queue shows, and the queue's buttons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from gallery.models import Doubt, Image, Match, PairEvent

QUEUE = "/admin/gallery/nearduplicate/queue/"


def key(two: tuple[Image, Image]) -> str:
    """Return a pair as an address names it."""
    return f"{two[0].pk}-{two[1].pk}"


def shown(response: Any) -> str | None:
    """Return the pair that a page of the queue shows."""
    now = response.context["pair"]
    return str(now.key) if now else None


def answer(client: Client, two: tuple[Image, Image], decision: str, *, seen: int | None = None, queue: str = "") -> Any:
    """Press a button of a pair's page as it is now, or as it was when `seen` was the last decision on it."""
    last = PairEvent.objects.last_on(two[0].pk, two[1].pk)
    known = (last.pk if last else 0) if seen is None else seen
    fields = {"pair": key(two), "decision": decision, "seen": known}
    return client.post(QUEUE + (f"?queue={queue}" if queue else ""), fields, follow=True)


def match(image: Image, other: Image, cells: Sequence[int], *, seen: float = 1.0, fingerprint: str = "f" * 64) -> Match:
    """Store where an image is like another, as a run does."""
    return Match.objects.create(
        image_id=image.pk,
        other_id=other.pk,
        key=Match.key_of(image.content_hash, other.content_hash, fingerprint),
        side=math.isqrt(len(cells)),
        seen=seen,
        cells=bytes(cells),
    )


def doubted(one: Image, other: Image, *, visitor: str = "", said_at: datetime | None = None) -> Doubt:
    """Store a visitor's doubt; without a mark it is one of an earlier day."""
    first, second = sorted((one.pk, other.pk))
    moment = said_at or timezone.now()
    return Doubt.objects.create(first_id=first, second_id=second, visitor=visitor, said_at=moment)
