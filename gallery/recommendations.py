"""Lists as visitors see them: stored rows, with the curators' decisions applied and spares moved up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from gallery.bands import band_of
from gallery.folding import NO_VERDICTS, Near, Verdicts, fold, near_of, verdicts_of
from gallery.models import CuratedPair, Image, PairVerdict, Publication, Recommendation
from gallery.reading import Known, read
from gallery.wall_query import WallQuery

Decisions = dict[int, dict[int, str]]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One recommendation on a page, with what is folded into it. A pin that no run has compared has no similarity."""

    rank: int
    image: Image
    similarity: float | None
    band: str
    pinned: bool
    folded: tuple[Image, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What lists are read with, besides their own rows: the last run's word, pinned images, who is the same.

    And whose lists were imported: the words and limits of this catalogue do not hold for another model's similarities.
    And how many entries are wanted, if not as many as pages show.
    """

    publication: Publication | None
    pinned: dict[int, Image]
    near: Near
    verdicts: Verdicts
    imported: AbstractSet[int]
    at_most: int | None = None

    def limits_for(self, image_id: int) -> Publication | None:
        """Return what says which similarity means what in an image's list, if anything does."""
        return None if image_id in self.imported else self.publication


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """The recommendations of one image, and what a page has to say of them.

    Whether they end early because nothing else is alike, were imported, or are yet to come: nobody compared the image.
    """

    entries: list[Shown]
    cut_short: bool
    imported: bool
    waiting: bool


def shown_for(image: Image) -> list[Shown]:
    """Return the recommendations that the page of an image shows, best first."""
    return list_for(image).entries


def list_for(image: Image) -> ShownList:
    """Return the list that the page of an image shows."""
    return list_of(read(image.pk, WallQuery()))


def list_of(known: Known) -> ShownList:
    """Return the list of an image from what is known of it: the same as among the lists of many."""
    rows = [
        Recommendation(
            image_id=known.pk, recommended=known.images[row.one], rank=row.other, similarity=row.number or 0.0
        )
        for row in known.of("stored")
        if row.one in known.images
    ]
    kinds = {row.one: row.word for row in known.of("decision")}
    pinned = {pk: known.images[pk] for pk, kind in kinds.items() if kind == CuratedPair.Kind.PIN and pk in known.images}
    named = {known.pk, *pinned, *(row.recommended_id for row in rows)}
    verdicts = [row for row in known.of("verdict") if row.one in named and row.other in named]
    reading = Reading(
        publication=known.publication,
        pinned=pinned,
        near=near_of((row.one, row.other) for row in known.of("near")),
        verdicts=sorted_verdicts((row.one, row.other, row.word) for row in verdicts),
        imported={known.pk} if rows and known.of("imported") else set(),
    )
    return arrange(known.pk, rows, kinds, reading)


def shown_for_many(image_ids: Iterable[int], *, folded: bool = True) -> dict[int, list[Shown]]:
    """Return the shown recommendations of every given image, in a constant number of queries.

    Without `folded` images that are nearly the same stand in the lists one by one.
    """
    return {pk: shown.entries for pk, shown in lists_for(image_ids, folded=folded).items()}


def lists_for(image_ids: Iterable[int], *, folded: bool, at_most: int | None = None) -> dict[int, ShownList]:
    """Return the list of every given image, in a constant number of queries; as long as pages show it, unless told."""
    ids = list(image_ids)
    publication = Publication.objects.first()
    decisions = decisions_on(ids)
    stored: dict[int, list[Recommendation]] = defaultdict(list)
    imported: set[int] = set()
    for row in Recommendation.objects.visible().filter(image__in=ids).with_mark():
        stored[row.image_id].append(row)
        imported.update([row.image_id] if row.imported else [])
    pinned = {other for pairs in decisions.values() for other, kind in pairs.items() if kind == CuratedPair.Kind.PIN}
    images = Image.objects.published().in_bulk(list(pinned)) if pinned else {}
    listed = {row.recommended_id for rows in stored.values() for row in rows}
    named = listed.union(ids, images)
    reading = Reading(
        publication=publication,
        pinned=images,
        near=nearly_same(named, publication) if folded else {},
        verdicts=verdicts_among(named) if folded else NO_VERDICTS,
        imported=imported,
        at_most=at_most,
    )
    return {pk: arrange(pk, stored[pk], decisions.get(pk, {}), reading) for pk in ids}


def decisions_on(image_ids: list[int]) -> Decisions:
    """Return, for each image, the kind of decision on each other image; the latest decision wins."""
    wanted, kinds = set(image_ids), defaultdict[int, dict[int, str]](dict)
    for pair in CuratedPair.objects.about(image_ids):
        if pair.image_id in wanted:
            kinds[pair.image_id][pair.other_id] = pair.kind
        if pair.both_ways and pair.other_id in wanted:
            kinds[pair.other_id][pair.image_id] = pair.kind
    return kinds


def nearly_same(image_ids: Iterable[int], publication: Publication | None) -> Near:
    """Return who is nearly the same as whom, as far as a stored list says so; nobody where there is no such limit."""
    if publication is None or publication.nearly_same_from is None:
        return {}
    rows = Recommendation.objects.at_least(publication.nearly_same_from).filter(image__in=image_ids)
    return near_of(rows.values_list("image_id", "recommended_id"))


def verdicts_among(image_ids: Iterable[int]) -> Verdicts:
    """Return what curators say of pairs of these images: whether they are the same picture."""
    return sorted_verdicts(PairVerdict.objects.among(image_ids).values_list("first", "second", "verdict"))


def sorted_verdicts(judged: Iterable[tuple[int, int, str]]) -> Verdicts:
    """Return verdicts on pairs by what they say."""
    pairs = defaultdict[str, list[tuple[int, int]]](list)
    for first, second, verdict in judged:
        pairs[verdict].append((first, second))
    return verdicts_of(pairs[PairVerdict.Verdict.SAME], pairs[PairVerdict.Verdict.DIFFERENT])


def arrange(image_id: int, rows: list[Recommendation], kinds: dict[int, str], reading: Reading) -> ShownList:
    """Return pins first, then the rows nobody hid, what is nearly the same in one entry, as many as are shown."""
    first = [other for other, kind in kinds.items() if kind == CuratedPair.Kind.PIN and other in reading.pinned]
    rest = [row for row in rows if row.recommended_id not in kinds]
    limits = reading.limits_for(image_id)
    kept = [row.recommended_id for row in rest if may_be_shown(row.similarity, limits)]
    entries = fold(image_id, first, kept, reading.near, reading.verdicts)
    on_pages = reading.publication.shown if reading.publication else settings.RECOMMENDATIONS_PER_IMAGE
    shown = reading.at_most or on_pages
    images = {row.recommended_id: row.recommended for row in rows} | reading.pinned
    return ShownList(
        entries=shown_entries(dict(islice(entries.items(), shown)), rows, set(first), images, limits),
        cut_short=len(kept) < len(rest) and len(entries) < shown,
        imported=image_id in reading.imported,
        waiting=not rows and not entries,
    )


def shown_entries(
    entries: dict[int, list[int]],
    rows: list[Recommendation],
    pins: set[int],
    images: dict[int, Image],
    limits: Publication | None,
) -> list[Shown]:
    """Return what pages say of each entry."""
    similarities = {row.recommended_id: row.similarity for row in rows}
    return [
        Shown(
            rank=rank,
            image=images[pk],
            similarity=(similarity := similarities.get(pk)),
            band="" if similarity is None else band_of(similarity, limits),
            pinned=pk in pins,
            folded=tuple(images[other] for other in folded),
        )
        for rank, (pk, folded) in enumerate(entries.items(), start=1)
    ]


def may_be_shown(similarity: float, publication: Publication | None) -> bool:
    """Return whether visitors may see a row; where the last run was told so, they see none that is not even alike."""
    if publication is None or not publication.only_alike or publication.alike_from is None:
        return True
    return similarity >= publication.alike_from
