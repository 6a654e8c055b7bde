"""One page of the wall, in at most two queries behind the one that told the catalogue's version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page

from gallery.conditional import CatalogueRequest
from gallery.milestones import KNOWN
from gallery.pagination import LongPaginator
from gallery.querysets import ImageQuerySet
from gallery.tag_bar import COUNTED, TagUse


@dataclass(frozen=True, kw_only=True)
class Wall:
    """The page, and the tags to choose from."""

    page: Page[Any]
    tags: Sequence[TagUse]


def open_wall(request: CatalogueRequest, images: ImageQuerySet, *, asked: tuple[str, ...], order: str) -> Wall:
    """Return a page of images. What was `asked` for, other than the order, tells them from all published images."""
    catalogue, tags, everything = request.catalogue, request.tags, not any(asked)
    listing, milestones = KNOWN.in_order(order, catalogue.places if everything else catalogue.version, *asked)
    found = catalogue.count if everything else listing.found
    if found is None and tags is None:
        tags, found = COUNTED.count_with(catalogue, images)
    elif found is None:
        found = images.count()
    listing.found = found
    paginator = LongPaginator(images, settings.GALLERY_PAGE_SIZE, found=found, milestones=milestones)
    page = paginator.get_page(request.GET.get("page", 1))
    return Wall(page=page, tags=(tags or COUNTED.count(catalogue)).tags)
