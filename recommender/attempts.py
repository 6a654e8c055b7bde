"""Files that are being read, noted beforehand: what is still noted when a run begins was being read as another died.

A decoder can take the whole process with it. Without a note the next run would meet the same file, and die again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from recommender.models import Attempt

MOST_DEATHS = 3
"""A file that was being read when so many runs died is set aside."""

REASON = f"{MOST_DEATHS} runs died while reading it; replace the file, or try it again with --full"


def set_aside() -> QuerySet[Attempt]:
    """Return the notes on files that are not read any more."""
    return Attempt.objects.filter(count__gte=MOST_DEATHS)


def deaths() -> dict[str, int]:
    """Return for each file that was being read when a run died, by content hash, how often that happened."""
    return dict(Attempt.objects.values_list("content_hash", "count"))


def begin(content_hashes: Iterable[str]) -> None:
    """Note that these files are about to be read."""
    with transaction.atomic():
        known = Attempt.objects.in_bulk(list(content_hashes))
        for attempt in known.values():
            attempt.count += 1
        Attempt.objects.bulk_update(known.values(), ["count"])
        Attempt.objects.bulk_create(Attempt(content_hash=each) for each in content_hashes if each not in known)


def take_back(content_hashes: Iterable[str]) -> None:
    """Forget the last note on these files: the run was stopped while it read them, but it did not die."""
    noted = Attempt.objects.filter(content_hash__in=list(content_hashes))
    with transaction.atomic():
        noted.filter(count__lte=1).delete()
        noted.update(count=F("count") - 1)


def end(content_hashes: Iterable[str]) -> None:
    """Note that these files were read, or refused in words, and nobody died."""
    Attempt.objects.filter(content_hash__in=list(content_hashes)).delete()
