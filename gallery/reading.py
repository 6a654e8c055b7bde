"""What the page of one image shows, read in two queries: what is stored about it, then the images that this names.

The first query is a union of narrow rows, so the number of queries does not depend on what there is. It is put together
from the words of `querysets` once, for any image, since that takes several times as long as the database does. What the
rows mean for a list is said where lists of many images are arranged, too: in `recommendations`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    FloatField,
    IntegerField,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.db.models.query import QuerySet

from gallery.few import among
from gallery.models import CuratedPair, Image, ImportedList, PairVerdict, Publication, Recommendation, Tag
from gallery.steps import ahead, behind, countable, counted, nearest
from gallery.wall_query import WallQuery

NO_NUMBER = Cast(Value(None), FloatField())
ZERO, NO_WORD = Value(0), Value("")
NOBODY = 0  # no image has this number
ANY = -1  # stands for the number of an image in what is put together for any
NAMING = ("previous", "next", "stored", "related")


class Row(NamedTuple):
    """One thing that is stored about an image; what the columns hold depends on the kind."""

    kind: str
    one: int
    other: int
    number: float | None
    second: float | None
    third: float | None
    word: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is stored about an image, by kind, and the images that this names, as far as visitors may see them."""

    pk: int
    rows: dict[str, list[Row]]
    images: dict[int, Image]

    def of(self, kind: str) -> list[Row]:
        """Return the rows of a kind, in their order if they have one."""
        return self.rows.get(kind, [])

    def named(self, kind: str) -> list[Image]:
        """Return the images that the rows of a kind name."""
        return [self.images[row.one] for row in self.of(kind) if row.one in self.images]

    @property
    def tags(self) -> list[Tag]:
        """The image's tags, by name."""
        return [Tag(slug=row.word, name=row.name) for row in self.of("tag")]

    @property
    def publication(self) -> Publication | None:
        """What the last run said, as far as pages need it."""
        for _, shown, only_alike, alike, very_alike, nearly_same, *_ in self.of("publication"):
            limits = {"alike_from": alike, "very_alike_from": very_alike, "nearly_same_from": nearly_same}
            return Publication(shown=shown, only_alike=bool(only_alike), **limits)
        return None


def read(pk: int, query: WallQuery) -> Known:
    """Return what is known of an image that is reached from a list, in two queries."""
    if pk > BigIntegerField.MAX_BIGINT:
        return Known(pk=pk, rows={}, images={})
    rows: dict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(*statement(pk, query))
        for row in sorted(map(Row._make, cursor.fetchall()), key=lambda row: row.other):
            rows[row.kind].append(row)
    pinned = {row.one for row in rows["decision"] if row.word == CuratedPair.Kind.PIN}
    named = pinned.union([pk], *([row.one for row in rows[kind]] for kind in NAMING)) - {NOBODY}
    return Known(pk=pk, rows=dict(rows), images=Image.objects.published().for_page().in_bulk(named))


def statement(pk: int, query: WallQuery) -> tuple[str, list[Any]]:
    """Return the first query, with what it asks for."""
    about_it, of_image = about_any(settings.RECOMMENDATIONS_PER_IMAGE)
    compiled = beside_any.__wrapped__ if query.text else beside_any  # hardly two visitors look for the same words
    beside_it, of_list = compiled(replace(query, page=1), countable(query))
    return f"{about_it} UNION ALL {beside_it}", [pk if value == ANY else value for value in (*of_image, *of_list)]


@cache
def about_any(related_at_most: int) -> tuple[str, tuple[Any, ...]]:
    """Return as SQL what is stored about an image."""
    return united(*lists(ANY), *decisions(ANY), tags(ANY), related(ANY, related_at_most))


@lru_cache(maxsize=500)
def beside_any(query: WallQuery, counted_at_most: int) -> tuple[str, tuple[Any, ...]]:
    """Return as SQL what stands beside an image in a list."""
    return united(*place(ANY, query, counted_at_most))


def united(first: QuerySet[Any], *others: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return queries as one, in SQL with its parameters."""
    sql, parameters = first.union(*others, all=True).query.sql_with_params()
    return sql, tuple(parameters)


def member(
    kind: str,
    rows: QuerySet[Any],
    *,
    one: str | Combinable,
    other: str | Combinable = ZERO,
    numbers: tuple[Any, Any, Any] = (NO_NUMBER, NO_NUMBER, NO_NUMBER),
    word: str | Combinable = NO_WORD,
    name: str | Combinable = NO_WORD,
) -> QuerySet[Any]:
    """Return rows as a member of the union."""
    return rows.order_by().values_list(Value(kind), one, other, *numbers, word, name)


def turn(*order: str) -> Window:
    """Return the place of a row in an order, because the members of a union have none."""
    return Window(RowNumber(), order_by=order)


def place(pk: int, query: WallQuery, counted_at_most: int) -> Iterator[QuerySet[Any]]:
    """Yield previous and next in the list that the image is reached from, and how many stand ahead, where counted."""
    itself = Image.objects.filter(pk=pk)
    yield member("previous", itself, one=Coalesce(nearest(ahead(query, pk)), NOBODY))
    yield member("next", itself, one=Coalesce(nearest(behind(query, pk)), NOBODY))
    if counted_at_most:
        yield member("ahead", itself, one=Coalesce(counted(ahead(query, pk), at_most=counted_at_most), NOBODY))


def lists(pk: int) -> Iterator[QuerySet[Any]]:
    """Yield the image's own list, whether it was imported, what the last run said, and who is nearly the same."""
    own = Recommendation.objects.filter(image=pk)
    yield member("stored", own, one="recommended", other="rank", numbers=("similarity", NO_NUMBER, NO_NUMBER))
    yield member("imported", ImportedList.objects.filter(image=pk), one="image")
    limits = ("alike_from", "very_alike_from", "nearly_same_from")
    yield member(
        "publication",
        Publication.objects.all(),
        one="shown",
        other=Cast("only_alike", IntegerField()),
        numbers=limits,
    )
    limit = Subquery(Publication.objects.values("nearly_same_from"))
    near = Recommendation.objects.at_least(limit).filter(among("image", spoken_of(pk)))
    yield member("near", near, one="image", other="recommended")


def decisions(pk: int) -> Iterator[QuerySet[Any]]:
    """Yield what curators decided for the image's list, and their verdicts on the images it may hold."""
    about = CuratedPair.objects.about([pk])
    yield member("decision", about, one=the_other(pk), other=turn("decided_at", "id"), word="kind")
    verdicts = PairVerdict.objects.filter(among("first", spoken_of(pk)), among("second", spoken_of(pk)))
    yield member("verdict", verdicts, one="first", other="second", word="verdict")


def spoken_of(pk: int) -> QuerySet[Any]:
    """Return the image itself, those in its stored list and those pinned to it."""
    pins = CuratedPair.objects.about([pk]).filter(kind=CuratedPair.Kind.PIN)
    return (
        Image.objects.filter(pk=pk)
        .order_by()
        .values_list("pk")
        .union(
            Recommendation.objects.filter(image=pk).order_by().values_list("recommended"),
            pins.order_by().values_list(the_other(pk)),
        )
    )


def tags(pk: int) -> QuerySet[Any]:
    """Return the image's tags, by name."""
    return member("tag", Tag.objects.filter(images=pk), one="pk", other=turn("name"), word="slug", name="name")


def related(pk: int, at_most: int) -> QuerySet[Any]:
    """Return the newest images with a tag in common, none that a curator hides here, if no list is stored."""
    hides = CuratedPair.objects.about([pk]).filter(kind=CuratedPair.Kind.HIDE).order_by()
    hidden = hides.values_list(the_other(pk))
    newest = Image.objects.published().sharing_a_tag_with(pk).exclude(pk__in=hidden).sorted_by("newest")
    few = newest.values("pk")[:at_most]
    waiting = ~Exists(Recommendation.objects.visible().filter(image=pk))
    return member(
        "related", Image.objects.filter(waiting, among("pk", few)), one="pk", other=turn("-uploaded_at", "-id")
    )


def the_other(pk: int) -> Case:
    """Return the image that a decision is about besides this one."""
    return Case(When(image=pk, then=F("other_id")), default=F("image_id"))
