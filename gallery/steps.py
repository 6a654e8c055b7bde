"""Steps through a list of images, by what the list is sorted by and never by position: uploads meanwhile do no harm."""

from __future__ import annotations

from django.conf import settings
from django.db.models import BooleanField, F, Func, IntegerField, Subquery

from gallery.keysets import Row
from gallery.models import Image
from gallery.querysets import ORDERS, ImageQuerySet
from gallery.wall_query import WallQuery

COUNTED_PAGES = 50  # so far into a list an image's page knows on which page it stands; to count on would be felt


class CountOf(Subquery):
    """How many rows a query has, as a value within another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def behind(query: WallQuery, pk: int) -> ImageQuerySet:
    """Return the images of a list that come after an image, the nearest first."""
    return beyond(query, pk, ORDERS[query.order])


def ahead(query: WallQuery, pk: int) -> ImageQuerySet:
    """Return the images of a list that come before an image, the nearest first."""
    return beyond(query, pk, tuple(turned(field) for field in ORDERS[query.order]))


def beyond(query: WallQuery, pk: int, order: tuple[str, ...]) -> ImageQuerySet:
    """Return the images of a list that an order has after an image, whether or not the list holds that one itself."""
    names = [field.removeprefix("-") for field in order]
    itself = Image.objects.filter(pk=pk).order_by()
    here = Row(*[Subquery(itself.values(name)) for name in names])
    sign = " < " if order[0].startswith("-") else " > "
    later = Func(Row(*map(F, names)), here, template="%(expressions)s", arg_joiner=sign, output_field=BooleanField())
    return query.images().filter(later).order_by(*order)


def turned(field: str) -> str:
    """Return the other direction to sort a field in."""
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def nearest(images: ImageQuerySet) -> Subquery:
    """Return the first of these images as a value within another query."""
    return Subquery(images.values("pk")[:1])


def counted(images: ImageQuerySet, *, at_most: int) -> CountOf:
    """Return how many images there are as a value within another query, counted no further than asked."""
    return CountOf(images.values("pk")[:at_most])


def countable(query: WallQuery) -> int:
    """Return up to how many images ahead of one are counted: a page more than was named; none in the default list."""
    return 0 if query == WallQuery() else (min(query.page, COUNTED_PAGES) + 1) * settings.GALLERY_PAGE_SIZE


def page_of(query: WallQuery, pk: int) -> int:
    """Return the page of a list on which an image stands, or would. It counts all ahead of it."""
    return ahead(query, pk).count() // settings.GALLERY_PAGE_SIZE + 1
