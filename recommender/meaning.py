"""What one similarity means in this catalogue: its band, and where it lies among random pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gallery.bands import ALIKE, LOOSELY_ALIKE, NEARLY_SAME, VERY_ALIKE, band_of
from gallery.models import Publication
from recommender.models import Run

NO_RUN_YET = "No run has finished yet: start manage.py compute_recommendations first."
NOTHING_COMPARED = "The last run found fewer than two images to compare, so no similarity has a meaning yet."


@dataclass(frozen=True, kw_only=True)
class Published:
    """What is before visitors now, and the run that put it there."""

    publication: Publication
    run: Run

    @property
    def limits(self) -> dict[str, float | None]:
        """The lowest similarity of each word, the highest first."""
        return {
            NEARLY_SAME: self.publication.nearly_same_from,
            VERY_ALIKE: self.publication.very_alike_from,
            ALIKE: self.publication.alike_from,
        }

    @property
    def model(self) -> str:
        """The weights as people know them, with the beginning of their fingerprint."""
        return f"{self.run.weights} ({self.run.fingerprint[:12]})"


def last_published() -> Published | None:
    """Return what is published with the last finished run of the same model, or nothing before the first run.

    A run that was stopped between publishing and closing its history leaves the history one run behind; the model is
    compared so that percentiles of one model are never read for similarities of another.
    """
    publication = Publication.objects.first()
    if publication is None:
        return None
    run = Run.objects.filter(status=Run.Status.DONE, fingerprint=publication.fingerprint).first()
    return Published(publication=publication, run=run) if run else None


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A similarity held against random pairs. A percentile is None where none of those kept lies on that side."""

    similarity: float
    published: Published
    above_percentile: float | None
    below_percentile: float | None

    @property
    def band(self) -> str:
        """The word for it; empty where the catalogue is too small for words."""
        return band_of(self.similarity, self.published.publication)

    @property
    def among_random_pairs(self) -> str:
        """Where it lies, as part of a sentence."""
        if self.above_percentile is None:
            return f"not even higher than {out_of(self.below_percentile or 0)} random pairs"
        beyond = "" if self.below_percentile is None else f", but not than {out_of(self.below_percentile)}"
        return f"higher than {out_of(self.above_percentile)} random pairs{beyond}"

    def as_json(self) -> dict[str, Any]:
        """Return the meaning as other programs read it."""
        publication, run = self.published.publication, self.published.run
        return {
            "similarity": self.similarity,
            "band": self.band or None,
            "above_percentile": self.above_percentile,
            "below_percentile": self.below_percentile,
            "typical_stranger": run.percentiles.get("50"),
            "nearly_same_from": publication.nearly_same_from,
            "very_alike_from": publication.very_alike_from,
            "alike_from": publication.alike_from,
            "weights": run.weights,
            "fingerprint": run.fingerprint,
            "random_pairs": run.percentiles,
        }

    def lines(self) -> list[str]:
        """Return the meaning as lines for a person."""
        word = f" is “{self.band}”:" if self.band else ", with too few images for words, is"
        table = {"typical stranger": f"{self.published.run.percentiles['50']:.4f}, the median of random pairs"}
        for name, lowest in self.published.limits.items():
            if lowest is not None:
                table[name] = f"from {lowest:.4f}"
        if self.band:
            table[LOOSELY_ALIKE] = f"below {self.published.publication.alike_from:.4f}"
        table["model"] = self.published.model
        sentence = f"In this catalogue {self.similarity:g}{word} {self.among_random_pairs}."
        return [sentence, "", *(f"{name:<24}{value}" for name, value in table.items())]


def explain(similarity: float, published: Published) -> Meaning:
    """Return what a similarity means. The run must have measured random pairs."""
    known = sorted((float(percentile), value) for percentile, value in published.run.percentiles.items())
    below = [percentile for percentile, value in known if value < similarity]
    above = [percentile for percentile, value in known if value >= similarity]
    return Meaning(
        similarity=similarity,
        published=published,
        above_percentile=max(below, default=None),
        below_percentile=min(above, default=None),
    )


def out_of(percentile: float) -> str:
    """Return a percentile as a number out of a hundred, or of a thousand where it has a fraction.

    >>> out_of(95.0), out_of(99.9)
    ('95 of 100', '999 of 1,000')
    """
    return f"{percentile:.0f} of 100" if percentile == int(percentile) else f"{percentile * 10:.0f} of 1,000"
