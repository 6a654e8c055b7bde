"""Signs of life while nothing comes: a cluster may take minutes to find a machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Full, Queue
from typing import TypeVar, cast

from recommender.exceptions import ClusterFailed

SECONDS_BETWEEN_LOOKS = 2.0
MOST_SECONDS = 900.0
"""Without a single result, a batch of originals or two blocks compared, after which a cluster is given up."""

GIVEN_UP = "nothing came from it for {minutes:.0f} minutes"

Item = TypeVar("Item")


def each(
    items: Iterable[Item],
    *,
    alive: Callable[[], None],
    look_seconds: float = SECONDS_BETWEEN_LOOKS,
    most_seconds: float = MOST_SECONDS,
) -> Iterator[Item]:
    """Yield items that come from a thread of their own; call `alive` while none does, and raise what comes instead.

    Raises ClusterFailed after `most_seconds` without any.
    """
    coming = Coming(items)
    waited = 0.0
    try:
        while True:
            try:
                kind, value = coming.queue.get(timeout=look_seconds)
            except Empty:
                waited += look_seconds
                alive()
                if waited >= most_seconds:
                    raise ClusterFailed(GIVEN_UP.format(minutes=most_seconds / 60)) from None
                continue
            if kind is not None:
                raise kind
            if value is END:
                return
            waited = 0.0
            yield cast("Item", value)
    finally:
        coming.stopped.set()


END = object()


class Coming:
    """A thread that fetches items, a few ahead, until it is told to stop."""

    def __init__(self, items: Iterable[object]) -> None:
        self.items = items
        self.queue: Queue[tuple[BaseException | None, object]] = Queue(maxsize=2)
        self.stopped = threading.Event()
        threading.Thread(target=self.fetch, name="fetching from the cluster", daemon=True).start()

    def fetch(self) -> None:
        """Fetch everything, then the end; or what went wrong."""
        try:
            for item in self.items:
                self.put(None, item)
                if self.stopped.is_set():
                    return
            self.put(None, END)
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits
            self.put(error, None)

    def put(self, error: BaseException | None, item: object) -> None:
        """Hand something over, unless nobody wants it any more."""
        while not self.stopped.is_set():
            try:
                self.queue.put((error, item), timeout=0.5)
            except Full:
                continue
            return
