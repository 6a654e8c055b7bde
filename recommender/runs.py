"""One run at a time: claiming the catalogue, giving signs of life, and ending."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from recommender import conf
from recommender.engine.encoder import Model
from recommender.exceptions import AnotherRunAtWork, RunSuperseded
from recommender.models import Run

SECONDS_BETWEEN_SIGNS = 5.0


def claim(model: Model, *, k: int) -> Run:
    """Return a new running run; raise AnotherRunAtWork where one is alive. One that died is set aside."""
    return begin(weights=model.name, fingerprint=model.fingerprint, k=k)


@contextmanager
def kept_away() -> Iterator[None]:
    """Within a transaction, let no run be at work until it ends; raise AnotherRunAtWork where one is alive.

    The row that stands for us is gone before anybody can see it: who wants to begin a run meanwhile waits for us.
    """
    ours = begin(weights="", fingerprint="", k=0)
    yield
    ours.delete()


def begin(*, weights: str, fingerprint: str, k: int) -> Run:
    """Return a new running run of these weights; see `claim`."""
    now = timezone.now()
    for run in Run.objects.filter(status=Run.Status.RUNNING):
        if is_alive(run, now):
            raise AnotherRunAtWork(run)
        set_aside(run)
    try:
        with transaction.atomic():
            return Run.objects.create(
                host=socket.gethostname(), pid=os.getpid(), weights=weights, fingerprint=fingerprint, k=k
            )
    except IntegrityError:  # another process was quicker between our look and our row: look again
        return begin(weights=weights, fingerprint=fingerprint, k=k)


def at_work() -> str:
    """Return which run is at work, as a sentence, or nothing."""
    now = timezone.now()
    running = Run.objects.filter(status=Run.Status.RUNNING)
    return next((str(AnotherRunAtWork(run)) for run in running if is_alive(run, now)), "")


def set_aside(run: Run) -> None:
    """Close a run that ended without a word. One that had published did what matters, see `pipeline.remember`."""
    if run.finished_at:
        end(run, Run.Status.DONE, "It ended without a word after it had published its lists.")
    else:
        end(run, Run.Status.ABANDONED)


def is_alive(run: Run, now: datetime) -> bool:
    """Return whether a run may still be at work: its process exists where we can tell, and it was heard of lately."""
    if run.host == socket.gethostname() and not process_exists(run.pid):
        return False
    return now - run.alive_at < conf.LEASE


def process_exists(pid: int) -> bool:
    """Return whether this machine has a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def give_sign_of_life(run: Run) -> None:
    """Extend the lease; raise RunSuperseded where another run took over."""
    if not Run.objects.filter(pk=run.pk, status=Run.Status.RUNNING).update(alive_at=timezone.now()):
        raise RunSuperseded("This run was silent for too long and another took over; nothing was published.")


class Pulse:
    """Gives signs of life when called, but not oftener than every few seconds: each is a write."""

    def __init__(self, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        self.run, self.clock, self.given_at = run, clock, -SECONDS_BETWEEN_SIGNS

    def __call__(self) -> None:
        """Give a sign of life, if the last one was some time ago."""
        if self.clock() - self.given_at >= SECONDS_BETWEEN_SIGNS:
            give_sign_of_life(self.run)
            self.given_at = self.clock()


def last_that_published() -> Run | None:
    """Return the run whose lists are before visitors; one that has published may still be looking for matches."""
    published = Run.objects.filter(status__in=[Run.Status.DONE, Run.Status.RUNNING], finished_at__isnull=False)
    return published.order_by("-pk").first()


def hold(run: Run) -> None:
    """Within a transaction, make sure that the run is still the one at work until the transaction ends."""
    if not Run.objects.select_for_update().filter(pk=run.pk, status=Run.Status.RUNNING).exists():
        raise RunSuperseded("Another run took over while this one was at work; nothing was published.")


def end(run: Run, status: Run.Status, message: str = "") -> None:
    """Close a run that is still open."""
    Run.objects.filter(pk=run.pk, status=Run.Status.RUNNING).update(
        status=status, message=message, finished_at=timezone.now()
    )
