"""What a similarity means in this catalogue, in words whose limits come from the last run."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from gallery.models import Publication

NEARLY_SAME = gettext_noop("nearly the same")
VERY_ALIKE = gettext_noop("very alike")
ALIKE = gettext_noop("alike")
LOOSELY_ALIKE = gettext_noop("loosely alike")
"""In English, as the desk and the commands say them; pages for visitors translate a band where they show it."""

KEYS = {NEARLY_SAME: "nearly_same", VERY_ALIKE: "very_alike", ALIKE: "alike", LOOSELY_ALIKE: "loosely_alike"}
"""What programs call the bands."""


def band_of(similarity: float, publication: Publication | None) -> str:
    """Return the band of a similarity, or nothing where the catalogue is too small for words."""
    if publication is None or publication.alike_from is None:
        return ""
    limits = (
        (publication.nearly_same_from, NEARLY_SAME),
        (publication.very_alike_from, VERY_ALIKE),
        (publication.alike_from, ALIKE),
    )
    return next((word for limit, word in limits if limit is not None and similarity >= limit), LOOSELY_ALIKE)
