"""One page of the wall, in at most two queries behind the one that told the catalogue's version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page

from gallery.conditional import CatalogueRequest
from gallery.milestones import KNOWN
from gallery.models import Image
from gallery.pagination import LongPaginator
from gallery.tag_bar import COUNTED, TagUse


@dataclass(frozen=True, kw_only=True)
class Wall:
    """The page, and the tags to choose from."""

    page: Page[Any]
    tags: Sequence[TagUse]


def open_wall(request: CatalogueRequest, *, text: str, tag: str, order: str) -> Wall:
    """Return the page that a request asks for, of the published images with a tag and words, in an order."""
    catalogue, tags, known, everything = request.catalogue, request.tags, known_tag(request, tag), not (text or tag)
    images = Image.objects.published().tagged(tag, key=known.pk if known else None).matching(text).sorted_by(order)
    listing, milestones = KNOWN.in_order(order, catalogue.places if everything else catalogue.version, text, tag)
    found = catalogue.count if everything else listing.found
    if found is None and known and not text:
        found = known.uses
    elif found is None and tags is None:
        tags, found = COUNTED.count_with(catalogue, images)
    elif found is None:
        found = images.count()
    listing.found = found
    paginator = LongPaginator(images, settings.GALLERY_PAGE_SIZE, found=found, milestones=milestones)
    page = paginator.get_page(request.GET.get("page", 1))
    return Wall(page=page, tags=(tags or COUNTED.count(catalogue)).tags)


def known_tag(request: CatalogueRequest, slug: str) -> TagUse | None:
    """Return a tag that was counted in this very version of the catalogue.

    PostgreSQL knows how common a tag is by its number, and only then finds the best way to its images.
    """
    if request.tags is None or request.tags.version != request.catalogue.version:
        return None
    return next((tag for tag in request.tags.tags if tag.slug == slug), None)
