"""Kills runs at every instant that matters and at random ones, and looks at what is left. A program of its own.

    python -m tests.recommender.killing FOLDER

Each run is a process forked from this one, which holds no connection and no threads. A run adds one image to a small
catalogue. Prints one JSON object: how many were killed, and how many of them left the old rows and how many the new.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.effort import EFFORT
from tests.forking import fork, in_child, own_database

RANDOM_KILLS = EFFORT.random_kills
TABLES = ("Attempt", "Embedding", "Ranking", "Run", "UnreadableImage")

Snapshot = list[tuple[Any, list[Any]]]


def prepare() -> Snapshot:
    """Make a catalogue of five images with lists, and a sixth image that waits; return what a run may change."""
    from recommender import pipeline
    from tests.factories import upload_image
    from tests.fake_model import FakeModel
    from tests.recommender.catalogue import fill

    fill(count=5)
    pipeline.run_once(FakeModel(), k=2)
    upload_image(colour="purple")
    return [(model, list(model._default_manager.all())) for model in changing_tables()]


def changing_tables() -> list[Any]:
    """Return every table that a run writes to."""
    from gallery.models import Publication, Recommendation
    from recommender import models

    return [Recommendation, Publication, *(getattr(models, name) for name in TABLES)]


def restore(snapshot: Snapshot) -> None:
    """Put the tables back to what they were."""
    for model, rows in snapshot:
        model._default_manager.all().delete()
        model._default_manager.bulk_create(rows)


def run_with(on_event: Callable[[str], None]) -> None:
    """Do a run, telling before and after every SQL statement and every commit."""
    from recommender import pipeline
    from tests.fake_model import FakeModel
    from tests.recommender.instants import telling

    with telling(on_event):
        pipeline.run_once(FakeModel(), k=2)


def count_events(snapshot: Snapshot) -> int:
    """Return how many instants a run has."""
    restore(snapshot)
    events: list[str] = []
    run_with(events.append)
    return len(events)


def killed_at(snapshot: Snapshot, instant: int) -> int:
    """Let a run kill itself at its n-th instant, and return how the process ended."""
    reached: list[str] = []

    def on_event(event: str) -> None:
        reached.append(event)
        if len(reached) == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    def work() -> None:
        restore(snapshot)
        run_with(on_event)

    return os.waitpid(fork(work), 0)[1]


def killed_after(snapshot: Snapshot, seconds: float) -> int:
    """Kill a run from outside after so many seconds, and return how the process ended."""
    in_child(lambda: restore(snapshot))
    pid = fork(lambda: run_with(lambda event: None))
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return os.waitpid(pid, 0)[1]


def look_and_repeat() -> tuple[Any, Any, int]:
    """Return the rows that visitors see now, the rows after another run, and the notes left behind."""
    from recommender import pipeline
    from recommender.models import Attempt, Run
    from tests.fake_model import FakeModel
    from tests.recommender.catalogue import stored_rows

    seen = stored_rows()
    pipeline.run_once(FakeModel(), k=2)
    left = Attempt.objects.count() + Run.objects.filter(status=Run.Status.RUNNING).count()
    return seen, stored_rows(), left


def judge(old: Any, new: Any) -> str:
    """Return which rows a killed run left, old or new; complain of any others, and of a repetition that differs."""
    seen, repeated, left = in_child(look_and_repeat)
    assert seen in (old, new), f"neither the old rows nor the new: {seen}"
    assert (repeated, left) == (new, 0), f"the next run needed repair: {repeated}, {left} notes left"
    return "old" if seen == old else "new"


def kill_everywhere() -> dict[str, int]:
    """Kill runs at every instant and at random times, and return how many left which rows."""
    snapshot = in_child(prepare)
    old = in_child(lambda: look_only(snapshot))
    instants = in_child(lambda: count_events(snapshot))
    new = in_child(look_and_repeat)[1]
    left = []
    for instant in range(1, instants + 1):
        assert killed_at(snapshot, instant) == signal.SIGKILL
        left.append(judge(old, new))
    chance = random.Random(instants)  # noqa: S311 - moments, not secrets
    for _ in range(RANDOM_KILLS):
        killed_after(snapshot, chance.uniform(0, 0.15))
        left.append(judge(old, new))
    return {"instants": instants, "killed": len(left), "old": left.count("old"), "new": left.count("new")}


def look_only(snapshot: Snapshot) -> Any:
    """Return the rows before any run."""
    from tests.recommender.catalogue import stored_rows

    restore(snapshot)
    return stored_rows()


def load() -> None:
    """Load here, once, what each process would load anew."""
    importlib.import_module("tests.recommender.catalogue")
    importlib.import_module("recommender.pipeline")


def main(folder: Path) -> None:
    """Make a database of its own, kill runs on it, and print what was left."""
    with own_database(folder):
        load()
        print(json.dumps(kill_everywhere()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
