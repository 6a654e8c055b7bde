"""What can stop a run."""

from __future__ import annotations

from recommender.models import Run


class AnotherRunAtWork(Exception):
    """Another run holds the catalogue; the message names its host, its process and since when."""

    def __init__(self, run: Run) -> None:
        since = f"{run.started_at:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(f"Another run is at work on {run.host}, process {run.pid}, since {since}; wait for it to end.")


class RunSuperseded(Exception):
    """This run was silent for too long and another took over; it publishes nothing."""
