"""Staying at work: a run whenever the catalogue has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db.models import Count, Max, Q

from gallery.models import Image

SECONDS_BETWEEN_LOOKS = 3.0

State = tuple[object, ...]


def catalogue_state() -> State:
    """Return values that differ once an image was added, replaced, edited, published, unpublished or deleted."""
    state = Image.objects.aggregate(
        images=Count("pk"), visible=Count("pk", filter=Q(published=True)), newest=Max("pk"), changed=Max("updated_at")
    )
    return tuple(state.values())


def changes(
    *, state: Callable[[], State] = catalogue_state, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yield at once, and again each time the catalogue differs from what it was at the last yield."""
    while True:
        seen = state()
        yield
        while state() == seen:
            sleep(SECONDS_BETWEEN_LOOKS)
