"""Decisions as programs read and change them: the desk's own, with the same history."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from ninja import Query, Router

from gallery import deciding
from gallery.api.auth import allow, token
from gallery.api.pages import as_page, found_page
from gallery.api.parameters import Id
from gallery.api.problems import Problem, responses
from gallery.api.schemas import DecidedOut, DecisionOut, EventOut, Page
from gallery.api.seeing import image_seen
from gallery.api.wanted import DecisionWanted, PageWanted
from gallery.models import CuratedPair, PairEvent

router = Router(tags=["Decisions"])

GONE = "One of the two images is not there, so nothing was decided. Look at /api/images for what there is."
WITH_ITSELF = "A decision is about two images: `other` must be another one than the image of the address."


@router.get(
    "images/{image_id}/decisions", response=responses({200: Page[DecisionOut]}, problems=(404,)), auth=token("read")
)
def list_decisions(request: HttpRequest, image_id: Id, wanted: Query[PageWanted]) -> Any:
    """List the decisions that name an image, latest first: those on its own page, and on the pages of others."""
    allow(request, "gallery.view_curatedpair")
    pairs = CuratedPair.objects.naming(image_seen(request, image_id).pk).reverse().select_related("decided_by")
    page = found_page(Paginator(pairs, wanted.size), wanted.page)
    return as_page(request, page, [held(pair) for pair in page])


@router.get(
    "images/{image_id}/decisions/history",
    response=responses({200: Page[EventOut]}, problems=(404,)),
    auth=token("read"),
)
def list_history(request: HttpRequest, image_id: Id, wanted: Query[PageWanted]) -> Any:
    """List who decided what on an image and when, latest first, with what was taken back."""
    allow(request, "gallery.view_pairevent")
    events = PairEvent.objects.naming(image_seen(request, image_id).pk)
    page = found_page(Paginator(events, wanted.size), wanted.page)
    return as_page(request, page, [remembered(event) for event in page])


@router.post(
    "images/{image_id}/decisions", response=responses({200: DecidedOut}, problems=(404, 409)), auth=token("write")
)
def decide_on_image(request: HttpRequest, image_id: Id, wanted: DecisionWanted) -> Any:
    """Pin another image on the page of this one, hide it there, or take back what was decided."""
    for permission in ("gallery.change_image", "gallery.change_curatedpair"):
        allow(request, permission)
    if wanted.other == image_id:
        raise Problem(422, "Not valid", WITH_ITSELF, errors=[{"where": "body.other", "message": WITH_ITSELF}])
    changed = decided(request, image_id, wanted)
    holds, last = deciding.holding(image_id, wanted.other), PairEvent.objects.last_on(image_id, wanted.other)
    return {"changed": changed, "holds": holds and held(holds), "last_event": last.pk if last else 0}


def decided(request: HttpRequest, page: int, wanted: DecisionWanted) -> bool:
    """Decide as at the desk, and return whether that changed anything."""
    both = wanted.both_ways and wanted.decision != "undo"
    what = PairEvent.What(f"{wanted.decision}_both" if both else wanted.decision)
    try:
        return deciding.decide(request.user, page, wanted.other, what, seen=wanted.seen)
    except deciding.ImageGone:
        raise Problem(404, "No such image", GONE) from None
    except deciding.DecidedMeanwhile as meanwhile:
        last = meanwhile.event
        said = f"{last.name or 'Somebody'} decided meanwhile: {last.get_what_display()}." if last else ""
        detail = f"{said} Read the decisions again, and decide whether yours still holds.".strip()
        raise Problem(409, "Decided meanwhile", detail, last_event=last.pk if last else 0) from None


def held(pair: CuratedPair) -> dict[str, Any]:
    """Return what is told of a decision that holds."""
    return {
        "image": pair.image_id,
        "other": pair.other_id,
        "decision": pair.kind,
        "both_ways": pair.both_ways,
        "decided_by": pair.decided_by.get_username() if pair.decided_by else None,
        "decided_at": pair.decided_at,
    }


def remembered(event: PairEvent) -> dict[str, Any]:
    """Return what is told of an entry of the history."""
    return {
        "id": event.pk,
        "image": event.image_id,
        "other": event.other_id,
        "what": event.what,
        "words": event.get_what_display(),
        "decided_by": event.name,
        "decided_at": event.decided_at,
    }
