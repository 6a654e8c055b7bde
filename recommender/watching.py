"""Staying at work: a run whenever the catalogue has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count, Max, Q

from gallery.models import Image
from gallery.outage import is_out_of_reach

SECONDS_BETWEEN_LOOKS = 3.0
LOOKS_BEFORE_RETRY = 20

State = tuple[object, ...]
OUT_OF_REACH: State = ()


def catalogue_state() -> State:
    """Return values that differ once an image was added, replaced, edited, published, unpublished or deleted.

    While the database is out of reach, nothing seems to change.
    """
    try:
        return state_now()
    except (OperationalError, InterfaceError) as error:
        if not is_out_of_reach(error):
            raise
        connection.close()  # the next look makes another
        return OUT_OF_REACH


def state_now() -> State:
    """Return these values as the database has them now."""
    state = Image.objects.aggregate(
        images=Count("pk"), visible=Count("pk", filter=Q(published=True)), newest=Max("pk"), changed=Max("updated_at")
    )
    return tuple(state.values())


def changes(
    *,
    state: Callable[[], State] = catalogue_state,
    sleep: Callable[[float], None] = time.sleep,
    failed: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Yield at once, and again each time the catalogue differs from what it was at the last yield.

    Where the caller says that it failed, yield again after a minute even without a change.
    """
    while True:
        seen, looks = state(), 0
        yield
        while state() in (seen, OUT_OF_REACH) and not (failed() and looks >= LOOKS_BEFORE_RETRY):
            sleep(SECONDS_BETWEEN_LOOKS)
            looks += 1
