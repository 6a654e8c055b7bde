"""Which stored lists are not what they should be, found without reading all of them.

The database sums up each list in a few numbers, which are compared with what they should be: that also finds what was
deleted, or altered by hand. Lists that a run knows to have changed are read and compared row by row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import BigIntegerField, Count, F, Sum
from django.db.models.functions import Cast

from gallery.models import Image, ImportedList, Recommendation
from recommender.engine.neighbours import Doubles
from recommender.engine.updating import Mask
from recommender.lists import Ids, Lists
from recommender.writing import Rows

ROUNDING = 1e-11
"""Databases add up similarities in any order; sums that lie closer are the same."""

LISTS_PER_QUERY = 5_000


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What has to be written so that the table holds the new lists: whole lists of the images that differ."""

    wanted: Lists
    changed: Mask
    rows: Rows
    stale_image_ids: Ids

    @property
    def rows_written(self) -> int:
        return len(self.rows.image)

    @property
    def lists_changed(self) -> int:
        return len(self.stale_image_ids)


def difference_to(lists: Lists, *, rewrite_all: bool = False) -> Difference:
    """Compare stored lists with new ones, less what visitors may not see any more."""
    wanted = lists.restricted_to(numbers(Image.objects.published().order_by("pk").values_list("pk", flat=True)))
    stored, sums = stored_sums()
    changed = np.ones(len(wanted.images), np.bool_) if rewrite_all else ~same_sums(wanted, stored, sums)
    imported = np.isin(wanted.images, numbers(ImportedList.objects.values_list("image_id", flat=True)))
    suspects = (wanted.suspects | imported) & ~changed
    changed |= np.isin(wanted.images, differing(wanted.rows(suspects), wanted.images[suspects]))
    gone = np.setdiff1d(stored, wanted.images)
    stale = np.union1d(wanted.images[changed], gone)
    return Difference(wanted=wanted, changed=changed, rows=wanted.rows(changed), stale_image_ids=stale)


def stored_sums() -> tuple[Ids, Doubles]:
    """Return the images that have a stored list, in order, and of each list length, order and similarity in numbers."""
    lists = Recommendation.objects.order_by("image_id").values("image_id")
    order = Cast(Sum(F("rank") * F("recommended_id")), BigIntegerField())
    summed = lists.annotate(length=Count("pk"), order=order, total=Sum("similarity"))
    rows = list(summed.values_list("image_id", "length", "order", "total").iterator(chunk_size=10_000))
    return np.array([row[0] for row in rows], np.int64), np.array([row[1:] for row in rows], np.float64).reshape(-1, 3)


def same_sums(wanted: Lists, stored: Ids, sums: Doubles) -> Mask:
    """Return which of the wanted lists have stored sums as they should be."""
    listed = wanted.recommended != 0
    ranks = np.arange(1, wanted.recommended.shape[1] + 1)
    right = np.stack(
        [
            wanted.lengths.astype(np.float64),
            (wanted.recommended * ranks).sum(axis=1),
            np.where(listed, wanted.similarities, 0).sum(axis=1),
        ],
        axis=1,
    )
    have = np.zeros_like(right)
    places = np.searchsorted(wanted.images, stored)
    here = np.isin(stored, wanted.images)
    have[places[here]] = sums[here]
    same: Mask = np.abs(have - right).max(axis=1) < ROUNDING
    return same


def differing(wanted: Rows, images: Ids) -> Ids:
    """Return which of these images have stored rows other than those wanted for them."""
    stored = stored_rows(images)
    if len(stored.image) != len(wanted.image):  # sums said otherwise, so somebody writes without a run: all are suspect
        return images
    return np.unique(wanted.image[wanted.table() != stored.table()])


def stored_rows(images: Ids) -> Rows:
    """Return the stored rows of these images, by image and rank."""
    parts = [
        Recommendation.objects.filter(image_id__in=images[start : start + LISTS_PER_QUERY].tolist())
        .order_by("image_id", "rank")
        .values_list("image_id", "rank", "recommended_id", "similarity")
        for start in range(0, len(images), LISTS_PER_QUERY)
    ]
    rows = [row for part in parts for row in part.iterator(chunk_size=10_000)]
    numbered = np.array([row[:3] for row in rows], np.int64).reshape(-1, 3)
    return Rows(
        image=numbered[:, 0],
        rank=numbered[:, 1],
        recommended=numbered[:, 2],
        similarity=np.array([row[3] for row in rows], np.float64),
    )


def numbers(values: Iterable[int]) -> Ids:
    """Return numbers as an array."""
    return np.fromiter(values, np.int64)
