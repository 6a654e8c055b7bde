"""New lists before visitors: only what differs is written, in one transaction, by a run that still holds its lease."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from gallery.models import ImportedList, Publication
from recommender import rankings, runs, writing
from recommender.comparing import Compared
from recommender.differing import difference_to
from recommender.engine.scale import Scale
from recommender.models import Run
from recommender.overlap import overlap_with


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was written; `overlap` is the share of what was shown before and is shown still, None if nothing was."""

    lists_changed: int
    rows_written: int
    overlap: float | None


def publish(run: Run, compared: Compared, *, rewrite_all: bool, only_alike: bool = False) -> Published:
    """Make the table hold these lists, less what was deleted meanwhile; raise RunSuperseded if another took over."""
    with transaction.atomic():
        runs.hold(run)
        difference = difference_to(compared.lists, rewrite_all=rewrite_all)
        overlap = overlap_with(difference, shown=run.k)
        writing.write(difference.rows, difference.stale_image_ids, anew=rewrite_all)
        forget_marks()
        rankings.save(compared.lists.images, compared.rankings, compared.changed)
        describe(run, compared.scale, only_alike=only_alike)
    return Published(lists_changed=difference.lists_changed, rows_written=difference.rows_written, overlap=overlap)


def forget_marks() -> None:
    """Take away the marks of imported lists, which were replaced; where there are none, nothing is written."""
    if ImportedList.objects.exists():
        ImportedList.objects.all().delete()


def describe(run: Run, scale: Scale, *, only_alike: bool) -> None:
    """Tell pages how many to show, where lists may end and what a similarity means, unless they know."""
    said = {
        "shown": run.k,
        "alike_from": scale.alike_from,
        "very_alike_from": scale.very_alike_from,
        "nearly_same_from": scale.nearly_same_from,
        "only_alike": only_alike,
        "fingerprint": run.fingerprint,
    }
    if not Publication.objects.filter(pk=1, **said).exists():
        Publication.objects.update_or_create(pk=1, defaults={**said, "published_at": run.started_at})
