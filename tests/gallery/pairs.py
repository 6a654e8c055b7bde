"""The queue of pairs as a test uses it: which pair is shown, and the buttons."""

from __future__ import annotations

from typing import Any

from django.test import Client

from gallery.models import Image, PairEvent

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
