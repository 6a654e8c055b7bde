"""How the recommender stands, in a few numbers for whoever watches over a site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from recommender.models import ImageState, Run, UnreadableImage
from recommender.states import State, in_state


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Images that wait for a run or failed, the status of the last run, and when the last good one ended."""

    waiting: int
    failed: int
    last_status: str | None
    done_at: datetime | None


def standing() -> Standing:
    """Return how things are now."""
    done = Run.objects.filter(status=Run.Status.DONE).order_by("-finished_at")
    return Standing(
        waiting=in_state(ImageState.objects.all(), State.WAITING).count(),
        failed=UnreadableImage.objects.filter(image__published=True).count(),
        last_status=Run.objects.values_list("status", flat=True).first(),
        done_at=done.values_list("finished_at", flat=True).first(),
    )
