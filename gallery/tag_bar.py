"""The tags that stand above the wall, counted once for a version of the catalogue and not for each page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Count, Value

from gallery.models import Tag
from gallery.querysets import ImageQuerySet
from gallery.versions import Catalogue

MOST = 24

DEAR_SECONDS, DEAR_IMAGES = 0.1, 10_000
"""Counting is dear where it took longer than this, in a catalogue of more than so many images."""

SERVES_TIMES = 20
"""An older answer may serve for so many times as long as it took to find, so that little time is spent counting."""

NOBODY = ""


@dataclass(frozen=True, kw_only=True)
class TagUse:
    """A tag, and how many published images have it."""

    pk: int
    name: str
    slug: str
    uses: int


@dataclass(frozen=True, kw_only=True)
class TagBar:
    """The most used tags by name, the version of the catalogue they were counted in, when, and how long it took.

    And of every tag by its number, how many published images have it; a tag of none is not there.
    """

    version: str
    tags: tuple[TagUse, ...]
    uses: Mapping[int, int]
    counted_at: float
    seconds: float


class Counting:
    """What this process counted last. Threads may share it: one counts, and the others wait or take what there is."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counting = threading.Lock()
        self._last: TagBar | None = None

    def at_hand(self, catalogue: Catalogue) -> TagBar | None:
        """Return the tags without counting: those of this version, or older ones where counting is dear."""
        last = self._last
        if last is None or last.version == catalogue.version:
            return last
        if last.seconds < DEAR_SECONDS or catalogue.count < DEAR_IMAGES:
            return None
        young = self._clock() - last.counted_at <= SERVES_TIMES * last.seconds
        return last if young or self._counting.locked() else None

    def count(self, catalogue: Catalogue) -> TagBar:
        """Return the tags, counted now unless somebody did so meanwhile."""
        return self.count_with(catalogue, None)[0]

    def count_with(self, catalogue: Catalogue, images: ImageQuerySet | None) -> tuple[TagBar, int]:
        """Return the tags, and how many images there are of those that are asked for, in one query."""
        with self._counting:
            last = self._last
            if images is None and last is not None and last.version == catalogue.version:
                return last, 0
            started = self._clock()
            read, found = counted(images)
            now = self._clock()
            self._last = TagBar(
                version=catalogue.version,
                tags=most_used(read),
                uses={each.pk: each.uses for each in read},
                counted_at=now,
                seconds=now - started,
            )
            return self._last, found


def counted(images: ImageQuerySet | None) -> tuple[list[TagUse], int]:
    """Count the tags, and in the same query the images if there are any to count."""
    rows = tags = Tag.objects.with_uses().order_by()
    if images is not None:
        nothing = Value(0, output_field=BigIntegerField())
        nobody = Value(NOBODY, output_field=CharField())
        amount = images.order_by().values(a_pk=nothing, a_name=nobody, a_slug=nobody).annotate(amount=Count("pk"))
        rows = amount.values_list("a_pk", "a_name", "a_slug", "amount").union(tags, all=True)
    read = [TagUse(pk=pk, name=name, slug=slug, uses=uses) for pk, name, slug, uses in rows]
    found = sum(each.uses for each in read if each.slug == NOBODY)
    return [each for each in read if each.slug != NOBODY], found


def most_used(tags: list[TagUse]) -> tuple[TagUse, ...]:
    """Return the tags that most images have, by name."""
    shown = sorted(tags, key=lambda each: (-each.uses, each.name))[:MOST]
    return tuple(sorted(shown, key=lambda each: each.name.lower()))


COUNTED = Counting()
