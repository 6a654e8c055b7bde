"""What the recommender tells the catalogue's API, which does not know it."""

from __future__ import annotations

from gallery.api.last_run import LastRun
from recommender import runs


def last_run() -> LastRun | None:
    """Return the run whose lists are before visitors, if there was one."""
    run = runs.last_that_published()
    return LastRun(id=run.pk, finished_at=run.finished_at) if run and run.finished_at else None
