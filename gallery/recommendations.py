"""Lists as visitors see them: stored rows, with the curators' decisions applied and spares moved up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from gallery.bands import band_of
from gallery.models import CuratedPair, Image, Publication, Recommendation

Decisions = dict[int, dict[int, str]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One recommendation on a page. A pinned image that no run has compared has no similarity."""

    rank: int
    image: Image
    similarity: float | None
    band: str
    pinned: bool


def shown_for(image: Image) -> list[Shown]:
    """Return the recommendations that the page of an image shows, best first."""
    return shown_for_many([image.pk])[image.pk]


def shown_for_many(image_ids: Iterable[int]) -> dict[int, list[Shown]]:
    """Return the shown recommendations of every given image, in a constant number of queries."""
    ids = list(image_ids)
    publication = Publication.objects.first()
    decisions = decisions_on(ids)
    stored: dict[int, list[Recommendation]] = defaultdict(list)
    for row in Recommendation.objects.visible().filter(image__in=ids):
        stored[row.image_id].append(row)
    pinned = {other for pairs in decisions.values() for other, kind in pairs.items() if kind == CuratedPair.Kind.PIN}
    images = Image.objects.published().in_bulk(list(pinned)) if pinned else {}
    return {pk: arrange(stored[pk], decisions.get(pk, {}), images, publication) for pk in ids}


def decisions_on(image_ids: list[int]) -> Decisions:
    """Return, for each image, the kind of decision on each other image; the latest decision wins."""
    wanted, kinds = set(image_ids), defaultdict[int, dict[int, str]](dict)
    for pair in CuratedPair.objects.about(image_ids):
        if pair.image_id in wanted:
            kinds[pair.image_id][pair.other_id] = pair.kind
        if pair.both_ways and pair.other_id in wanted:
            kinds[pair.other_id][pair.image_id] = pair.kind
    return kinds


def arrange(
    rows: list[Recommendation], kinds: dict[int, str], pinned: dict[int, Image], publication: Publication | None
) -> list[Shown]:
    """Return pins first, then the rows nobody hid, as many as are shown."""
    similarities = {row.recommended_id: row.similarity for row in rows}
    first = [pinned[other] for other, kind in kinds.items() if kind == CuratedPair.Kind.PIN and other in pinned]
    rest = [row.recommended for row in rows if row.recommended_id not in kinds]
    limit = publication.shown if publication else settings.RECOMMENDATIONS_PER_IMAGE
    return [
        Shown(
            rank=rank,
            image=image,
            similarity=(similarity := similarities.get(image.pk)),
            band="" if similarity is None else band_of(similarity, publication),
            pinned=rank <= len(first),
        )
        for rank, image in enumerate((first + rest)[:limit], start=1)
    ]
