"""One page of a list of images, found as the wall finds its own: it costs the same in a catalogue of a million."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from gallery.api.auth import allow
from gallery.api.pages import address, as_page, found_page
from gallery.api.parameters import LARGEST_ID
from gallery.api.problems import Problem
from gallery.api.seeing import may_see_drafts
from gallery.api.telling import told
from gallery.api.wanted import ImagesWanted, moment
from gallery.milestones import KNOWN, Key, Listing, Milestones
from gallery.models import Image, Tag
from gallery.pagination import LongPaginator
from gallery.querysets import ORDERS, ImageQuerySet
from gallery.uploads import clean_text
from gallery.versions import Catalogue

BY_CHANGE = ("updated_at", "id")
UPDATED = "updated"


class WholeImages(LongPaginator):
    """Pages of images with all that is told of them."""

    def as_shown(self) -> ImageQuerySet:
        return Image.objects.prefetch_related("tags")


@dataclass(frozen=True, kw_only=True)
class Query:
    """A list of images: which, for whom, and in which order."""

    text: str
    tag: str
    since: datetime | None
    published: bool | None
    order: str

    @classmethod
    def of(cls, wanted: ImagesWanted, request: HttpRequest) -> Query:
        """Read what is asked for; drafts are for those who may see them."""
        if wanted.published is False and not may_see_drafts(request):
            allow(request, "gallery.view_image")
        return cls(
            text=clean_text(wanted.q),
            tag=clean_text(wanted.tag),
            since=wanted.updated_since,
            published=wanted.published if may_see_drafts(request) else True,
            order=wanted.sort or (UPDATED if wanted.updated_since else "newest"),
        )

    def images(self) -> ImageQuerySet:
        """Return the images of the list in their order."""
        anywhen = self.whenever_changed()
        return anywhen if self.since is None else anywhen.filter(updated_at__gte=self.since)

    def whenever_changed(self) -> ImageQuerySet:
        """Return them whenever they changed. From a place on, SQLite would else begin at the moment and look on."""
        images = Image.objects.all() if self.published is None else Image.objects.filter(published=self.published)
        if self.tag:
            key = Tag.objects.filter(slug=self.tag).values_list("pk", flat=True).first()
            images = images.tagged(self.tag, key=key)
        found = images.matching(self.text)
        return found.order_by(*BY_CHANGE) if self.order == UPDATED else found.sorted_by(self.order)

    def known(self, catalogue: Catalogue) -> tuple[Listing, Milestones]:
        """Return what this process knows of the list. What the wall asks for, too, goes by the wall's own name."""
        everything = not (self.text or self.tag or self.since)
        on_the_wall = everything and self.published and self.order in ORDERS
        version = catalogue.places if on_the_wall else catalogue.version
        more = () if self.published and not self.since else (repr(self.published), repr(self.since))
        return KNOWN.in_order(self.order, version, self.text, self.tag, *more)

    def count(self, catalogue: Catalogue, images: ImageQuerySet) -> int:
        """Return how many images the list has; of those published in all that is known."""
        if self.text or self.tag or self.since or self.published is False:
            return images.count()
        return catalogue.count + (0 if self.published else Image.objects.filter(published=False).count())


def open_list(request: HttpRequest, wanted: ImagesWanted, catalogue: Catalogue) -> dict[str, Any]:
    """Return the page of images that is asked for."""
    query = Query.of(wanted, request)
    images = query.images()
    listing, milestones = query.known(catalogue)
    if listing.found is None:
        listing.found = query.count(catalogue, images)
    paginator = WholeImages(images, wanted.size, found=listing.found, milestones=milestones)
    if wanted.after:
        return behind(request, query, paginator, wanted)
    page = found_page(paginator, wanted.page)
    said = as_page(request, page, [told(image, request) for image in page])
    if query.order == UPDATED and page.has_next():
        said["next"] = going_on(request, page.object_list, wanted.page + 1)
    return said


def behind(request: HttpRequest, query: Query, paginator: WholeImages, wanted: ImagesWanted) -> dict[str, Any]:
    """Return the page behind a place. What changes meanwhile moves to the end of such a list, and nothing is missed."""
    if query.order != UPDATED:
        raise Problem(422, "Not valid", "`after` goes with a list by change only: take `next` as it is.")
    place = place_of(wanted.after)
    paginator.images = query.whenever_changed()
    rows = paginator.rows_from(max(place, (query.since, 0)) if query.since else place)
    full = len(rows) == wanted.size
    return {
        "items": [told(image, request) for image in rows],
        "count": paginator.count,
        "page": wanted.page,
        "pages": max(paginator.num_pages, wanted.page + full),
        "next": going_on(request, rows, wanted.page + 1) if full else None,
        "previous": None,
    }


def going_on(request: HttpRequest, rows: Any, page: int) -> str:
    """Return the address behind the last of these images."""
    last: Image = rows[-1]
    return address(request, page=page, after=f"{last.updated_at.isoformat()}~{last.pk}")


def place_of(after: str) -> Key:
    """Return the place behind an image that `next` names."""
    instant, _, pk = after.partition("~")
    try:
        return moment(datetime.fromisoformat(instant)), min(int(pk), LARGEST_ID - 1) + 1
    except ValueError:
        raise Problem(422, "Not valid", "`after` must come from `next` of the page before: take that.") from None
