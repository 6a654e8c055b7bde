"""Page numbers as a visitor sees them, and pages that cost the same wherever they are."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import F

from gallery.few import among
from gallery.keysets import ordering_of
from gallery.milestones import STEP, Key, Milestones
from gallery.models import Image
from gallery.querysets import ImageQuerySet

EDGE, BEFORE, AFTER = 2, 1, 2
DIGITS = 20


class WallPaginator(Paginator[Any]):
    """Django's Paginator, for which any page number in an address leads to a page."""

    def get_page(self, number: Any) -> Page[Any]:
        """Return the page; page 1 for what is no number or too small, the last one for what is too large."""
        number = str(number)[:DIGITS]  # Python refuses to read a number of thousands of digits
        try:
            return self.page(number)
        except PageNotAnInteger:
            return self.page(1)
        except EmptyPage:
            return self.page(1 if int(number) < 1 else self.num_pages)


class LongPaginator(WallPaginator):
    """A paginator for images in an order, which knows how many there are and skips few of them to find a page.

    It reads from the nearest of the places it knows: either end, and what milestones say. A database skips rows one by
    one, but does so on an index alone: the numbers of a page's images are found first, and only their rows are read.
    """

    def __init__(self, images: ImageQuerySet, per_page: int, *, found: int, milestones: Milestones) -> None:
        super().__init__(images, per_page)
        self.images = images
        self.count = found
        self.milestones = milestones

    def page(self, number: int | str) -> Page[Any]:
        """Return a page; raise as Django's does where there is none."""
        valid = self.validate_number(number)
        bottom = (valid - 1) * self.per_page
        return Page(self.rows(bottom, min(bottom + self.per_page, self.count)), valid, self)

    def rows(self, bottom: int, top: int) -> list[Image]:
        """Return the images from one position up to another."""
        if top <= bottom:
            return []
        before, behind = self.milestones.around(bottom, top, end=self.count)
        if bottom - before.position <= behind.position - top:
            skipped = bottom - before.position
            numbers = self.images.from_key(before.key)[skipped : top - before.position]
        else:
            skipped = behind.position - top
            numbers = self.images.before_key(behind.key).reverse()[skipped : behind.position - bottom]
        rows = self.read(numbers)
        if skipped > STEP and rows:
            self.milestones.add(bottom, (rows[0].place, rows[0].pk))
        return rows

    def rows_from(self, key: Key) -> list[Any]:
        """Return as many images as a page has, from a place on."""
        return self.read(self.images.from_key(key)[: self.per_page])

    def read(self, numbers: ImageQuerySet) -> list[Any]:
        """Return the images that were found by number, in their order."""
        ordering = ordering_of(self.images)
        found = self.as_shown().filter(among("pk", numbers.values("pk"))).order_by(*ordering)
        return list(found.annotate(place=F(ordering[0].removeprefix("-"))))

    def as_shown(self) -> ImageQuerySet:
        """Return images with what is shown of each."""
        return Image.objects.for_wall()


def page_window(current: int, last: int) -> list[int | None]:
    """Return the page numbers to show, two at each edge, one before and two after the current; None is a gap.

    >>> page_window(7, 20)
    [1, 2, None, 6, 7, 8, 9, None, 19, 20]
    """
    near = {*range(1, EDGE + 1), *range(current - BEFORE, current + AFTER + 1), *range(last - EDGE + 1, last + 1)}
    shown = sorted(number for number in near if 1 <= number <= last)
    window: list[int | None] = []
    for previous, number in zip([0, *shown], shown, strict=False):
        if number - previous > 1:
            window.append(None)
        window.append(number)
    return window
