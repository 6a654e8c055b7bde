"""What stands around one image, as its page on the desk shows it: both directions, decisions and near-duplicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from gallery.bands import band_of
from gallery.models import CuratedPair, Image, ImportedList, PairEvent, PairVerdict, Publication, Recommendation
from gallery.recommendations import Shown, lists_for

MOST_RECOMMENDING = 24
MOST_EVENTS = 50


@dataclass(frozen=True, kw_only=True)
class Kin:
    """Another image, and how it stands with this one: on whose page, how alike, and what was decided."""

    image: Image
    page: int
    listed: int
    similarity: float | None
    band: str
    decision: CuratedPair | None = None
    rank: int | None = None
    folded: tuple[Image, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Twin:
    """An image that is nearly the same, or was judged."""

    image: Image
    similarity: float | None
    verdict: PairVerdict | None


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Everything that the desk tells about one image's place among the others."""

    shown: list[Kin]
    reserve: list[Kin]
    hidden: list[Kin]
    recommending: list[Kin]
    recommending_in_all: int
    hidden_elsewhere: list[Kin]
    twins: list[Twin]
    events: list[PairEvent]
    imported: ImportedList | None


class Look:
    """What is known of one image and the others: stored rows, decisions, and what the last run said."""

    def __init__(self, image: Image) -> None:
        self.image = image
        self.publication = Publication.objects.first()
        rows = Recommendation.objects.with_mark()
        self.own = list(rows.filter(image=image).select_related("recommended").order_by("rank"))
        incoming = rows.filter(recommended=image, image__published=True).select_related("image")
        self.incoming = list(incoming.order_by("-similarity", "image_id")[: 2 * MOST_RECOMMENDING])
        self.imported_pages = {row.image_id for row in (*self.own, *self.incoming) if row.imported}
        self.similarities = {(row.image_id, row.recommended_id): row.similarity for row in (*self.own, *self.incoming)}
        self.decisions: dict[tuple[int, int], CuratedPair] = {}
        for pair in CuratedPair.objects.naming(image.pk).select_related("image", "other", "decided_by"):
            self.decisions[pair.image_id, pair.other_id] = pair
            if pair.both_ways:
                self.decisions[pair.other_id, pair.image_id] = pair

    def here(self, other: Image, **more: Any) -> Kin:
        """Return how another image stands on this image's page."""
        return self.kin(other, self.image.pk, other.pk, **more)

    def elsewhere(self, other: Image) -> Kin:
        """Return how this image stands on another's page."""
        return self.kin(other, other.pk, self.image.pk)

    def kin(self, other: Image, page: int, listed: int, **more: Any) -> Kin:
        """Return how one of the two stands on the page of the other."""
        similarity, decision = self.similarities.get((page, listed)), self.decisions.get((page, listed))
        limits = None if page in self.imported_pages else self.publication
        band = "" if similarity is None else band_of(similarity, limits)
        return Kin(image=other, page=page, listed=listed, similarity=similarity, band=band, decision=decision, **more)

    def decided_here(self, kind: str) -> list[Image]:
        """Return the images that are pinned or hidden on this image's page."""
        return [
            self.other(pair)
            for (page, _), pair in self.decisions.items()
            if page == self.image.pk and pair.kind == kind
        ]

    def decided_elsewhere(self, kind: str) -> list[Image]:
        """Return the images on whose pages this one is pinned or hidden."""
        return [
            self.other(pair)
            for (_, listed), pair in self.decisions.items()
            if listed == self.image.pk and pair.kind == kind
        ]

    def other(self, pair: CuratedPair) -> Image:
        """Return the other image of a decision."""
        return pair.other if pair.image_id == self.image.pk else pair.image


def surroundings(image: Image) -> Surroundings:
    """Return what stands around an image, in a constant number of queries."""
    look = Look(image)
    pinned_by = [other for other in look.decided_elsewhere(CuratedPair.Kind.PIN) if other.published]
    others = {other.pk: other for other in (*pinned_by, *(row.image for row in look.incoming))}
    lists = lists_for([image.pk, *others], folded=True)
    entries = lists[image.pk].entries
    shown, hidden = images_in(entries), look.decided_here(CuratedPair.Kind.HIDE)
    listed = (*look.decided_here(CuratedPair.Kind.PIN), *(row.recommended for row in look.own))
    left = {other.pk: other for other in listed if other not in hidden and other.pk not in shown}
    showing = [other for pk, other in others.items() if image.pk in images_in(lists[pk].entries)]
    return Surroundings(
        shown=[look.here(each.image, rank=each.rank, folded=each.folded) for each in entries],
        reserve=[look.here(other) for other in left.values()],
        hidden=[look.here(other) for other in hidden],
        recommending=[look.elsewhere(other) for other in showing[:MOST_RECOMMENDING]],
        recommending_in_all=times_listed(look),
        hidden_elsewhere=[look.elsewhere(other) for other in look.decided_elsewhere(CuratedPair.Kind.HIDE)],
        twins=twins(look),
        events=list(PairEvent.objects.naming(image.pk).select_related("image", "other")[:MOST_EVENTS]),
        imported=ImportedList.objects.filter(image=image).first(),
    )


def images_in(entries: Iterable[Shown]) -> set[int]:
    """Return the images of a shown list, folded ones too."""
    return {image.pk for entry in entries for image in (entry.image, *entry.folded)}


def times_listed(look: Look) -> int:
    """Return in how many lists an image stands that pages show as long as no curator says otherwise."""
    shown = look.publication.shown if look.publication else settings.RECOMMENDATIONS_PER_IMAGE
    return Recommendation.objects.filter(recommended=look.image).shown_at_most(shown).count()


def twins(look: Look) -> list[Twin]:
    """Return the images that are nearly the same as one, most similar first, and those that curators judged."""
    limit = look.publication.nearly_same_from if look.publication else None
    verdicts = {}
    for verdict in PairVerdict.objects.naming(look.image.pk).select_related("first", "second", "decided_by"):
        other = verdict.second if verdict.first_id == look.image.pk else verdict.first
        verdicts[other] = verdict
    found: dict[Image, float | None] = dict.fromkeys(verdicts)
    rows = ((row.recommended, row) for row in look.own)
    for other, row in (*rows, *((row.image, row) for row in look.incoming)):
        if other in found or (limit is not None and row.similarity >= limit and not row.imported):
            found[other] = row.similarity
    ordered = sorted(found.items(), key=lambda row: (-(row[1] or 0.0), row[0].pk))
    return [Twin(image=other, similarity=value, verdict=verdicts.get(other)) for other, value in ordered]
