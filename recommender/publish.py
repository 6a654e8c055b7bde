"""New lists before visitors: only what differs is written, in one transaction, by a run that still holds its lease."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from gallery.models import Image, Publication, Recommendation
from recommender import runs, writing
from recommender.engine.scale import Scale
from recommender.models import Run

Row = tuple[int, float]
"""A recommended image and its similarity; its place in a list is its rank."""

Lists = writing.Lists

HOLE: Row = (0, 0.0)
"""In place of a row that went with its image, so that the list counts as changed and its ranks are closed up."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What has to be written so that the table holds the new lists: whole lists of the images that differ."""

    changed: Lists
    stale_image_ids: list[int]

    @property
    def lists_changed(self) -> int:
        return len(self.stale_image_ids)

    @property
    def rows(self) -> int:
        return sum(map(len, self.changed.values()))


def publish(run: Run, lists: Lists, *, scale: Scale, rewrite_all: bool, only_alike: bool = False) -> Difference:
    """Make the table hold these lists, less what was deleted meanwhile; raise RunSuperseded if another took over."""
    with transaction.atomic():
        runs.hold(run)
        difference = difference_to(lists, rewrite_all=rewrite_all)
        writing.write(difference.changed, difference.stale_image_ids, anew=rewrite_all)
        describe(run, scale, only_alike=only_alike)
    return difference


def difference_to(lists: Lists, *, rewrite_all: bool = False) -> Difference:
    """Compare stored lists with new ones."""
    present = set(Image.objects.published().values_list("pk", flat=True))
    wanted = {pk: [row for row in rows if row[0] in present] for pk, rows in lists.items() if pk in present}
    stored = stored_lists()
    changed = {pk: rows for pk, rows in wanted.items() if rewrite_all or stored.get(pk, []) != rows}
    gone = stored.keys() - wanted.keys()
    return Difference(changed=changed, stale_image_ids=sorted(changed.keys() | gone))


def stored_lists() -> Lists:
    """Return every stored list by rank, with a hole where a rank is missing."""
    lists: Lists = defaultdict(list)
    rows = Recommendation.objects.order_by("image_id", "rank")
    columns = rows.values_list("image_id", "rank", "recommended_id", "similarity")
    for image_id, rank, recommended_id, similarity in columns.iterator(chunk_size=10_000):
        stored = lists[image_id]
        stored += [HOLE] * (rank - 1 - len(stored))
        stored.append((recommended_id, similarity))
    return lists


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
