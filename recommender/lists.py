"""Lists on their way from the comparison to the table, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine.neighbours import Doubles, Positions
from recommender.engine.updating import Mask, places
from recommender.writing import Rows

Ids = NDArray[np.int64]

NOBODY = 0
"""In place of an image behind the end of a list; no row has this number."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Whom to recommend for n images: numbers, which ascend, (n,), and lists with similarities, (n, width), best first.

    Behind the end of a shorter list stand 0 and minus infinity. `suspects` (n,) marks the lists that may not be what
    the last run published.
    """

    images: Ids
    recommended: Ids
    similarities: Doubles
    suspects: Mask

    @property
    def lengths(self) -> Positions:
        """How many each list has, shape (n,)."""
        lengths: Positions = np.count_nonzero(self.recommended != NOBODY, axis=1)
        return lengths

    def restricted_to(self, present: Ids) -> Lists:
        """Return the lists of these images, whose numbers ascend, with nobody else in them."""
        owners = np.isin(self.images, present)
        stays = np.isin(self.recommended, present)
        if owners.all() and (stays == (self.recommended != NOBODY)).all():
            return self
        order = np.argsort(~stays[owners], axis=1, kind="stable")
        recommended = np.where(stays, self.recommended, NOBODY)[owners]
        similarities = np.where(stays, self.similarities, -np.inf)[owners]
        return Lists(
            images=self.images[owners],
            recommended=np.take_along_axis(recommended, order, axis=1),
            similarities=np.take_along_axis(similarities, order, axis=1),
            suspects=self.suspects[owners],
        )

    def rows(self, which: Mask) -> Rows:
        """Return some of the lists row by row."""
        listed = self.recommended[which] != NOBODY
        image = np.repeat(self.images[which], listed.sum(axis=1))
        return Rows(
            image=image,
            rank=places(image) + 1,
            recommended=self.recommended[which][listed],
            similarity=self.similarities[which][listed],
        )
