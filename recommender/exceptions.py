"""What can stop a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from recommender.models import Run
from recommender.report import Unreadable
from recommender.sources import Patience


class AnotherRunAtWork(Exception):
    """Another run holds the catalogue; the message names its host, its process and since when."""

    def __init__(self, run: Run) -> None:
        since = f"{run.started_at:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(f"Another run is at work on {run.host}, process {run.pid}, since {since}; wait for it to end.")


class TooManyUnreadable(Exception):
    """So many originals could not be read that the storage is to blame; nothing was published."""

    def __init__(self, unreadable: Sequence[Unreadable], *, images: int) -> None:
        first = unreadable[0]
        super().__init__(
            f"{len(unreadable)} of {images} originals could not be read (first {first.name}: {first.reason}), more "
            "than a fifth: is their storage in reach? Nothing was published; --allow-unreadable publishes all the same."
        )


class StorageOutOfReach(Exception):
    """The storage of originals failed so often in a row that it was asked no more; nothing was published."""

    def __init__(self, patience: Patience) -> None:
        super().__init__(
            f"The storage of the originals failed {patience.failures} times in a row, at last because {patience.last}. "
            "Nothing was published, and what was read is kept; run again once it is in reach."
        )


class WorkFolderUnusable(Exception):
    """The folder for what a run needs for a while takes no file; nothing was published."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"RECOMMENDER_WORK_FOLDER must be a folder with room for a file of 1 KB an image; {folder} took none "
            f"({error.strerror or error}). Nothing was published; name another folder and run again."
        )


class RunSuperseded(Exception):
    """This run was silent for too long and another took over; it publishes nothing."""


class ClusterFailed(Exception):
    """The cluster that was to do the work cannot be reached, or does not do it; nothing was published."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The Ray cluster did not do its work: {reason}. Nothing was published, and what was embedded is kept; run "
            "again once it is well, or without --engine ray."
        )
