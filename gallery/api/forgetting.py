"""What the API need not remember any longer is deleted now and then, by whichever process is at it."""

from __future__ import annotations

from datetime import datetime, timedelta

from gallery.api.idempotency import KEPT_FOR
from gallery.api.limits import instant_of
from gallery.api.models import Allowance, KeptAnswer

EVERY = timedelta(minutes=10)


class Forgetting:
    """Forgets at most once in a while, in each process."""

    def __init__(self) -> None:
        self.last: datetime | None = None

    def now_and_then(self, now: datetime) -> None:
        """Forget, unless that was done lately."""
        if self.last is None or now - self.last >= EVERY:
            self.last = now
            forget(now)


def forget(now: datetime) -> None:
    """Delete kept answers that are too old, and allowances that are full, which says no more than no row does.

    Rows that somebody is at are left for later, so that no request waits for another's tidying up.
    """
    old = KeptAnswer.objects.select_for_update(skip_locked=True).filter(began_at__lte=now - KEPT_FOR)
    full = Allowance.objects.select_for_update(skip_locked=True).filter(full_at__lte=instant_of(now))
    for rows in (old, full):
        rows.model.objects.filter(pk__in=rows.values("pk")).delete()


FORGETTING = Forgetting()
