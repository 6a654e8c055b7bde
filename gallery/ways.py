"""The ways that lead on from the page of an image: to the previous, to the next, and back to the wall."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from gallery.models import Image
from gallery.reading import Known
from gallery.steps import COUNTED_PAGES, countable
from gallery.wall_query import WallQuery


@dataclass(frozen=True, kw_only=True)
class Step:
    """An image beside the one that is shown, and the address that keeps to the list."""

    image: Image
    address: str


@dataclass(frozen=True, kw_only=True)
class Ways:
    """Where one can go. Whether the list is another than all images, newest first; page 0 is one that is not known."""

    listed: bool
    page: int
    back: str
    previous: Step | None
    next: Step | None


def ways_from(known: Known, query: WallQuery) -> Ways:
    """Return the ways from an image that was reached from a list."""
    position = next((row.one for row in known.of("ahead") if row.one < countable(query)), None)
    return Ways(
        listed=query != WallQuery(),
        page=page_at(position) or (query.page if query.page > COUNTED_PAGES else 0),
        back=reverse("gallery:place", args=[known.pk]) + query.said(1),
        previous=step(known.named("previous"), query, page_at(position, -1)),
        next=step(known.named("next"), query, page_at(position, 1)),
    )


def page_at(position: int | None, further: int = 0) -> int:
    """Return the page of the wall that holds a position of the list, or the one so much further."""
    return 0 if position is None else (position + further) // settings.GALLERY_PAGE_SIZE + 1


def step(images: list[Image], query: WallQuery, page: int) -> Step | None:
    """Return the step to the image there is, if there is one; a page that is not known is not said."""
    return next((Step(image=image, address=image.get_absolute_url() + query.said(page or 1)) for image in images), None)
