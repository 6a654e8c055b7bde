"""Doubts as visitors say them: one a visitor, pair and day, and no more than a gallery can bear."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, Q

from gallery import deciding
from gallery.locks import take_turns
from gallery.models import Doubt
from gallery.requesters import visitor_of as visitor_of

AN_HOUR = timedelta(hours=1)
PER_VISITOR_AND_HOUR = 20
PER_VISITOR_AND_DAY = 60
PER_HOUR = 300
"""Of all visitors together, so that nobody with many addresses floods the table."""

KEPT_FOR = timedelta(days=90)
COUNTING = 0x646F756274
"""What PostgreSQL calls the lock: "doubt"."""


class TooMany(Exception):
    """More doubts came than are taken; after so many seconds there is room again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def doubt(one: int, other: int, *, visitor: str, now: datetime) -> bool:
    """Store that a visitor finds two images not alike; return whether that was new today.

    Raises TooMany where a limit is reached, and deciding.ImageGone where one of the two was deleted.
    """
    with deciding.on_pair(one, other):
        take_turns(COUNTING)  # or two that count at once would not see each other's
        forget(now)
        if Doubt.objects.on(one, other).filter(visitor=visitor).exists():
            return False
        refuse_if_too_many(visitor, now)
        first, second = sorted((one, other))
        Doubt.objects.create(first_id=first, second_id=second, visitor=visitor, said_at=now)
        return True


def refuse_if_too_many(visitor: str, now: datetime) -> None:
    """Raise TooMany where a visitor has said enough for now, or all visitors together have."""
    lately = Q(said_at__gt=now - AN_HOUR)
    own = Doubt.objects.filter(visitor=visitor).aggregate(today=Count("pk"), lately=Count("pk", filter=lately))
    if own["today"] >= PER_VISITOR_AND_DAY:
        raise TooMany(seconds_left_of(now))
    if own["lately"] >= PER_VISITOR_AND_HOUR or Doubt.objects.filter(lately).count() >= PER_HOUR:
        raise TooMany(int(AN_HOUR.total_seconds()))


def seconds_left_of(now: datetime) -> int:
    """Return how long the day of the marks lasts."""
    tomorrow = now.astimezone(UTC).date() + timedelta(days=1)
    return int((datetime.combine(tomorrow, time(), tzinfo=UTC) - now).total_seconds()) + 1


def forget(now: datetime) -> None:
    """Forget who said what on other days, and what was said long ago; rows a curator is deciding on wait for later."""
    free = Doubt.objects.select_for_update(skip_locked=True).values("pk")
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    Doubt.objects.filter(pk__in=free.filter(said_at__lt=today).exclude(visitor="")).update(visitor="")
    Doubt.objects.filter(pk__in=free.filter(said_at__lt=now - KEPT_FOR)).delete()
