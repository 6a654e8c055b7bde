"""Places in long lists that this process has found before, so that a page far from both ends is found from nearby."""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

STEP = 1_000
"""Skipping so many entries of an index costs next to nothing; milestones that are nearer to each other gain nothing."""

LISTS = 64
"""Of so many lists at most something is remembered, those that were asked for last."""

Key = tuple[Any, int]
"""What a list is ordered by, and the image's number, which tells apart those for which it is the same."""


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """An image's position in a list, and what is needed to begin there; no key means one of the list's ends."""

    position: int
    key: Key | None = None


class Milestones:
    """What is known of one list in one order, as long as it is the same list. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: list[Milestone] = []

    def __len__(self) -> int:
        return len(self._known)

    def add(self, position: int, key: Key) -> None:
        """Remember which image stands at a position."""
        with self._lock:
            place = bisect.bisect_left(self._known, position, key=position_of)
            if place == len(self._known) or self._known[place].position != position:
                self._known.insert(place, Milestone(position=position, key=key))

    def around(self, bottom: int, top: int, *, end: int) -> tuple[Milestone, Milestone]:
        """Return the last milestone at or before a stretch of a list, and the first at or behind its end."""
        with self._lock:
            before = bisect.bisect_right(self._known, bottom, key=position_of) - 1
            behind = bisect.bisect_left(self._known, top, key=position_of)
            return (
                self._known[before] if before >= 0 else Milestone(position=0),
                self._known[behind] if behind < len(self._known) else Milestone(position=end),
            )


def position_of(milestone: Milestone) -> int:
    """Return what milestones are sorted by."""
    return milestone.position


@dataclass(kw_only=True)
class Listing:
    """What is known of the images that one address of the wall asks for: how many, and milestones by order."""

    found: int | None = None
    orders: dict[str, Milestones] = field(default_factory=dict)


class Listings:
    """The listings that were asked for last. What they are called names the catalogue's state: it never goes stale."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, ...], Listing] = OrderedDict()

    def get(self, *called: str) -> Listing:
        """Return a listing, an empty one where nothing is known."""
        with self._lock:
            listing = self._known.setdefault(called, Listing())
            self._known.move_to_end(called)
            if len(self._known) > LISTS:
                self._known.popitem(last=False)
            return listing

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()

    def in_order(self, order: str, *called: str) -> tuple[Listing, Milestones]:
        """Return a listing, and what is known of it in an order."""
        listing = self.get(*called)
        with self._lock:
            return listing, listing.orders.setdefault(order, Milestones())


KNOWN = Listings()
