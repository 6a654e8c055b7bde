"""What is like an image, as programs read it: the list that its page shows, with the values behind it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from gallery.api.auth import anyone
from gallery.api.fresh import Fresh, unchanged
from gallery.api.last_run import LastRun, last_run
from gallery.api.parameters import Id
from gallery.api.problems import responses
from gallery.api.schemas import SimilarsOut
from gallery.api.seeing import image_seen
from gallery.api.telling import told
from gallery.api.wanted import SimilarWanted
from gallery.bands import KEYS
from gallery.models import Image
from gallery.recommendations import Shown, lists_for

router = Router(tags=["Images"])


@router.get(
    "images/{image_id}/similar", response=responses({200: SimilarsOut, 304: None}, problems=(404,)), auth=anyone
)
def list_similar(request: HttpRequest, response: HttpResponse, image_id: Id, wanted: Query[SimilarWanted]) -> Any:
    """List the images most like one, best first, with the curators' decisions applied, as its page shows them."""
    run = last_run()
    fresh = Fresh.of(request, run)
    known = unchanged(request, fresh.tag)
    response.headers["ETag"] = fresh.tag
    return known or similar_to(request, image_seen(request, image_id), wanted, run)


def similar_to(request: HttpRequest, image: Image, wanted: SimilarWanted, run: LastRun | None) -> dict[str, Any]:
    """Return what is told of an image's list."""
    shown = lists_for([image.pk], folded=wanted.folded, at_most=wanted.k)[image.pk]
    entries = [entry for entry in shown.entries if is_at_least(entry, wanted.min)]
    prefetch_related_objects([entry.image for entry in entries], "tags")
    return {
        "image": image.pk,
        "items": [told_of(entry, request) for entry in entries],
        "count": len(entries),
        "cut_short": shown.cut_short,
        "imported": shown.imported,
        "waiting": shown.waiting,
        "run": run and asdict(run),
    }


def is_at_least(entry: Shown, similarity: float | None) -> bool:
    """Return whether an entry is so similar; one whose similarity nobody knows is not."""
    return similarity is None or (entry.similarity is not None and entry.similarity >= similarity)


def told_of(entry: Shown, request: HttpRequest) -> dict[str, Any]:
    """Return what is told of an entry."""
    return {
        "rank": entry.rank,
        "image": told(entry.image, request),
        "value": entry.similarity,
        "band": {"key": KEYS[entry.band], "words": entry.band} if entry.band else None,
        "pinned": entry.pinned,
        "folded": [image.pk for image in entry.folded],
    }
