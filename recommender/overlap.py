"""How much of what visitors were shown before a run they are shown after it."""

from __future__ import annotations

import numpy as np

from gallery.models import Publication, Recommendation
from recommender.differing import Difference, stored_rows
from recommender.engine.updating import Mask
from recommender.lists import Ids
from recommender.writing import Rows


def overlap_with(difference: Difference, *, shown: int) -> float | None:
    """Return the share of the rows shown now that will be shown after the difference was written, `shown` per image.

    None where nothing is shown now. Curators' decisions are left aside.
    """
    before = Publication.objects.values_list("shown", flat=True).first() or 0
    total = Recommendation.objects.filter(rank__lte=before).count()
    if total == 0:
        return None
    old, new = stored_rows(difference.stale_image_ids), difference.rows
    lost = pairs_lost(old, old.rank <= before, new, new.rank <= shown)
    if shown < before:  # unchanged lists lose their ends
        unchanged = difference.wanted.lengths[~difference.changed]
        lost += int((np.minimum(unchanged, before) - np.minimum(unchanged, shown)).sum())
    return 1 - lost / total


def pairs_lost(old: Rows, old_shown: Mask, new: Rows, new_shown: Mask) -> int:
    """Return how many of the old pairs of an image and a recommended one are not among the new ones."""
    images = np.unique(np.concatenate([old.image, old.recommended, new.image, new.recommended]))
    before, after = (keys(rows, shown, images) for rows, shown in ((old, old_shown), (new, new_shown)))
    return int(np.count_nonzero(~np.isin(before, after)))


def keys(rows: Rows, shown: Mask, images: Ids) -> Ids:
    """Return one number for each shown pair, the same for the same pair; all images are among those given, in order."""
    first, second = (np.searchsorted(images, column[shown]) for column in (rows.image, rows.recommended))
    numbered: Ids = first * len(images) + second
    return numbered
