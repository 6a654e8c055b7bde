"""What visitors say against a pair: that its two images are not alike. It waits for curators and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils import timezone

from gallery.cascading import cascade

if TYPE_CHECKING:
    from gallery.models import PairEvent


@dataclass(frozen=True, kw_only=True)
class Round:
    """The doubts on a pair since it was decided on last, or those that this decision settled: how many, since when."""

    first: int
    second: int
    doubts: int
    since: datetime
    settled: bool


class DoubtQuerySet(models.QuerySet["Doubt"]):
    """Queries on doubts."""

    def on(self, one: int, other: int) -> DoubtQuerySet:
        """Return the doubts on two images, whichever is named first."""
        return self.filter(first=min(one, other), second=max(one, other))

    def waiting(self) -> DoubtQuerySet:
        """Return the doubts that no decision has settled."""
        return self.filter(settled_by=None)

    def listed(self) -> DoubtQuerySet:
        """Return the doubts on pairs that some list still has."""
        rows = apps.get_model("gallery", "Recommendation").objects
        straight = rows.filter(image=OuterRef("first"), recommended=OuterRef("second"))
        crossed = rows.filter(image=OuterRef("second"), recommended=OuterRef("first"))
        return self.filter(Exists(straight) | Exists(crossed))

    def last_rounds(self) -> list[Round]:
        """Return the last round of each pair, those with the most doubts first, then those that have waited longest."""
        return sorted(self._last_rounds(), key=lambda last: (-last.doubts, last.since, last.first, last.second))

    def _last_rounds(self) -> Iterator[Round]:
        """Yield the last round of each pair: what waits comes before what was settled, the latest decision first."""
        rounds = self.values("first", "second", "settled_by").annotate(doubts=Count("pk"), since=Min("said_at"))
        seen = set[tuple[int, int]]()
        for row in rounds.order_by(F("settled_by").desc(nulls_first=True)):
            pair = row["first"], row["second"]
            if pair not in seen:
                seen.add(pair)
                settled = row.pop("settled_by") is not None
                yield Round(**row, settled=settled)

    def settle(self, event: PairEvent) -> None:
        """Let a decision settle what is doubted of its pair; what visitors say afterwards counts anew."""
        self.on(event.image_id, event.other_id).waiting().update(settled_by=event)

    def take_up_again(self, event: PairEvent | None) -> bool:
        """Let the doubts that a decision settled wait again, because it is taken back; return whether there are any."""
        return event is not None and bool(self.filter(settled_by=event).update(settled_by=None))


class Doubt(models.Model):
    """One visitor's word that two images are not alike. It has no direction: both pages say that they are.

    Who said it is known as a keyed hash of the address, under a key of that day, and forgotten with the day.
    """

    first = models.ForeignKey(
        "gallery.Image", cascade, related_name="+", db_index=False, help_text="The image with the lower number."
    )
    second = models.ForeignKey("gallery.Image", cascade, related_name="+")
    visitor = models.CharField(max_length=32, blank=True, help_text="See `visitors.mark_of`; empty from the next day.")
    said_at = models.DateTimeField(default=timezone.now, db_index=True)
    settled_by = models.ForeignKey("gallery.PairEvent", models.SET_NULL, null=True, related_name="+")

    objects = DoubtQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # who may decide on pairs settles doubts
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["visitor", "first", "second"], condition=~Q(visitor=""), name="doubt_once_a_visitor_and_day"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="doubt_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["first", "second"], name="doubt_pair")]

    def __str__(self) -> str:
        return f"{self.first} and {self.second}: not alike"
