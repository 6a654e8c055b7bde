"""The recommender's settings, read once and typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from recommender.engine.threads import cores

BATCH_IMAGES = 32
"""Images decoded, embedded and stored together; a run that is stopped loses one batch at most."""

LEASE = timedelta(minutes=5)
"""How long a run may be silent before another may take over."""

DECODING_THREADS = min(cores(), 8)
"""One a core; eight keep a GPU busy, and each may hold a large picture in memory."""

STORAGE_FAILURES = 8
"""How often in a row the storage may fail to hand out an original: a batch of failures outlasts no lease then."""

LARGEST_K = 1000

LARGEST_RESERVE = 50
"""Long lists lose a larger number of images between two runs, but not a larger share, and each costs 16 bytes."""


def default_k() -> int:
    """Return how many recommendations an image shows unless told otherwise."""
    return int(settings.RECOMMENDATIONS_PER_IMAGE)


def default_weights() -> str:
    """Return the weights to use unless told otherwise."""
    return str(settings.RECOMMENDER_WEIGHTS)


def default_only_alike() -> bool:
    """Return whether pages leave out what is not even alike unless told otherwise."""
    return bool(settings.RECOMMENDATIONS_ONLY_ALIKE)


def default_matches() -> bool:
    """Return whether a run also finds out where images match unless told otherwise."""
    return bool(settings.RECOMMENDATIONS_MATCHES)


def compares_pictures_from_outside() -> bool:
    """Return whether this process compares pictures that programs send, for which it loads torch."""
    return bool(settings.API_SIMILAR)


def work_folder() -> Path:
    """Return where a run may lay what it needs for a while, or again if it is killed."""
    return Path(settings.RECOMMENDER_WORK_FOLDER)


def spares_for(k: int) -> int:
    """Return how many rows beyond k are stored, to move up when an image is deleted, unpublished or hidden."""
    return max(4, k // 2)


def reserve_for(k: int) -> int:
    """Return how many more than the stored ones a run remembers, so that a list which lost some needs no new search."""
    return min(k + spares_for(k), LARGEST_RESERVE)
