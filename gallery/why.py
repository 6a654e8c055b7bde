"""Why one image is recommended beside another, as far as it is known: read in two queries, nothing is compared here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise

from gallery.bands import NEARLY_SAME, band_of
from gallery.colours import common_name
from gallery.models import CuratedPair, Image, Match, PairVerdict, Publication, Recommendation, Tag
from gallery.places import Grid, places_of
from gallery.recommendations import may_be_shown
from gallery.veils import Veil, veil_of

OF_THE_RUN = ("shown", "alike_from", "very_alike_from", "nearly_same_from", "only_alike", "fingerprint")
OF_THE_MATCH = ("key", "side", "seen", "cells")
NEEDED = ("title", "slug", "alt_text", "content_hash", "width", "height", "dominant_colour")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of the two images, and where in it the likeness lies if a run found out: drawn, and in words."""

    image: Image
    tags: list[Tag]
    veil: Veil | None
    places: list[str | Promise]


@dataclass(frozen=True, kw_only=True)
class Why:
    """The two images and what makes them alike. Without a similarity they stand in no list of each other's."""

    one: Side
    other: Side
    similarity: float | None
    band: str
    imported: bool
    pinned: bool
    verdict: str
    before: Image | None
    behind: Image | None

    @property
    def shared_tags(self) -> list[Tag]:
        slugs = {tag.slug for tag in self.other.tags}
        return [tag for tag in self.one.tags if tag.slug in slugs]

    @property
    def colour(self) -> str | Promise:
        """The name of the colour that both have most of, or nothing."""
        return common_name(self.one.image.dominant_colour, self.other.image.dominant_colour)

    @property
    def mapped(self) -> bool:
        return self.one.veil is not None or self.other.veil is not None

    @property
    def not_the_same(self) -> bool:
        """Whether curators say so of what looks like one picture; of others it goes without saying."""
        return self.verdict == PairVerdict.Verdict.DIFFERENT and self.band == NEARLY_SAME


def why_alike(pk: int, other: int) -> Why | None:
    """Return what is known of two images; nothing where visitors do not see both, or not the one beside the other."""
    if max(pk, other) > BigIntegerField.MAX_BIGINT:
        return None
    rows = list(both(pk, other))
    found = {row.pk: row for row in rows}
    if len(found) < 2 or found[pk].decision == CuratedPair.Kind.HIDE:
        return None
    publication = publication_in(found[pk])
    listed = list(rows_about(pk, other))
    row = next((row for row in listed if {row.image_id, row.recommended_id} == {pk, other}), None)
    limits = None if row is None or row.imported else publication
    before, behind = neighbours([row for row in listed if row.image_id == pk], other, publication)
    return Why(
        one=side_of(found[pk], found[other], tags_in(rows, pk), publication),
        other=side_of(found[other], found[pk], tags_in(rows, other), publication),
        similarity=row.similarity if row else None,
        band=band_of(row.similarity, limits) if row else "",
        imported=row is not None and row.imported,
        pinned=found[pk].decision == CuratedPair.Kind.PIN,
        verdict=found[pk].verdict or "",
        before=before,
        behind=behind,
    )


def both(pk: int, other: int) -> QuerySet[Any]:
    """Return the two images if visitors see them, a row for each tag, with all that is stored of the pair itself."""
    matches = Match.objects.filter(image_id=OuterRef("pk"), other_id__in=[pk, other])
    here = Q(image=pk, other=other) | Q(image=other, other=pk, both_ways=True)
    decided = CuratedPair.objects.filter(here).order_by("-decided_at", "-id")
    verdicts = PairVerdict.objects.filter(first=min(pk, other), second=max(pk, other))
    return (
        Image.objects.published()
        .filter(Q(pk=pk) | Q(pk=other))
        .only(*NEEDED)
        .annotate(
            tag_name=F("tags__name"),
            tag_slug=F("tags__slug"),
            decision=Subquery(decided.values("kind")[:1]),
            verdict=Subquery(verdicts.values("verdict")[:1]),
            **{f"run_{name}": Subquery(Publication.objects.values(name)[:1]) for name in OF_THE_RUN},
            **{f"match_{name}": Subquery(matches.values(name)[:1]) for name in OF_THE_MATCH},
        )
        .order_by("tags__name")
    )


def rows_about(pk: int, other: int) -> QuerySet[Any]:
    """Return an image's list as visitors may see it, and what the other one's list says of it."""
    rows = Recommendation.objects.visible().not_hidden()
    return rows.filter(Q(image=pk) | Q(image=other, recommended=pk)).with_mark().order_by("rank")


def publication_in(row: Any) -> Publication | None:
    """Return what the last run said, as it came with an image."""
    said = {name: getattr(row, f"run_{name}") for name in OF_THE_RUN}
    return None if said["fingerprint"] is None else Publication(**said)


def tags_in(rows: list[Any], pk: int) -> list[Tag]:
    """Return an image's tags by name."""
    return [Tag(name=row.tag_name, slug=row.tag_slug) for row in rows if row.pk == pk and row.tag_slug is not None]


def side_of(row: Any, other: Any, tags: list[Tag], publication: Publication | None) -> Side:
    """Return one of the two, with its map if it was computed from what the two images and the model are now."""
    grid = None
    fingerprint = publication.fingerprint if publication else ""
    if row.match_key and row.match_key == Match.key_of(row.content_hash, other.content_hash, fingerprint):
        cells = bytes(row.match_cells)
        grid = Grid(cells=cells, side=row.match_side, seen=row.match_seen, width=row.width, height=row.height)
    if grid is None or not grid.is_a_map:
        return Side(image=row, tags=tags, veil=None, places=[])
    return Side(image=row, tags=tags, veil=veil_of(grid), places=places_of(grid))


def neighbours(rows: list[Any], other: int, publication: Publication | None) -> tuple[Image | None, Image | None]:
    """Return who stands before and behind an image in a list, each entry by itself; nobody where it stands in none."""
    limits = [None if row.imported else publication for row in rows]
    kept = [row.recommended for row, limit in zip(rows, limits, strict=True) if may_be_shown(row.similarity, limit)]
    shown = kept[: publication.shown if publication else settings.RECOMMENDATIONS_PER_IMAGE]
    place = next((place for place, image in enumerate(shown) if image.pk == other), None)
    if place is None:
        return None, None
    return shown[place - 1] if place else None, shown[place + 1] if place + 1 < len(shown) else None
