"""The catalogue's queries as words, so that no view or command spells out a condition."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from gallery import keysets
from gallery.few import among
from gallery.likeness import BANDS
from gallery.locks import deletion_of
from gallery.milestones import Key
from gallery.search.columns import WordsQuerySet
from gallery.search.conditions import having, with_any
from gallery.search.terms import Search, parse

if TYPE_CHECKING:
    from gallery.models import (  # noqa: F401 - in annotations
        CuratedPair,
        Image,
        ImportedList,
        PairEvent,
        PairVerdict,
        Recommendation,
        Tag,
    )

ORDERS: dict[str, tuple[str, ...]] = {
    "newest": ("-uploaded_at", "-id"),
    "oldest": ("uploaded_at", "id"),
    "title": ("title", "id"),
}
ON_A_TILE = ("title", "slug", "alt_text", "content_hash", "width", "height", "dominant_colour")
TOLD_OF_AN_IMAGE = frozenset(
    {"title", "description", "alt_text", "published", "taken_at", "original", "content_hash", "width", "height"}
)
"""Whoever writes one of these changes the image for those who keep a copy of what it says."""


def imported_list_of(image: OuterRef) -> models.QuerySet[ImportedList]:
    """Return the mark of an image whose list was imported."""
    from gallery.models import ImportedList

    return ImportedList.objects.filter(image=image)


class TagQuerySet(WordsQuerySet["Tag"]):
    """Queries on tags."""

    def named(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names, made where they are missing.

        They are made in one order whatever the names', or two who bring the same new tags could wait for each other.
        """
        from gallery.models import tag_slug

        cut = [name.strip()[:64].strip() for name in names]
        wanted = {tag_slug(name): name for name in cut if name}
        tags = {slug: self.get_or_create(slug=slug, defaults={"name": wanted[slug]})[0] for slug in sorted(wanted)}
        return [tags[slug] for slug in wanted]

    def already_named(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names that exist."""
        from gallery.models import tag_slug

        return list(self.filter(slug__in={tag_slug(name) for name in names}))

    def like(self, search: Search) -> TagQuerySet:
        """Return the tags of published images that have one of the words a search wants."""
        return self.in_use().filter(with_any(search.wanted)).order_by(Lower("name"))

    def in_use(self) -> TagQuerySet:
        """Return the tags that a published image has."""
        taggings = self.model.images.through.objects.filter(tag=OuterRef("pk"), image__published=True)
        return self.filter(Exists(taggings))

    def with_uses(self) -> models.QuerySet[Any, Any]:
        """Return number, name and slug of each tag that published images have, and how many these are."""
        return self.filter(images__published=True).values_list("pk", "name", "slug").annotate(uses=Count("images"))


class ImageQuerySet(WordsQuerySet["Image"]):
    """Queries on images."""

    def update(self, **values: Any) -> int:
        """Update rows, and note when, where those who keep a copy have to know."""
        if not TOLD_OF_AN_IMAGE.isdisjoint(values):
            values.setdefault("updated_at", timezone.now())
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the images and all that goes with them, in turn with whoever else deletes images."""
        with deletion_of(self):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]  # Django's word for: the manager has none

    def published(self) -> ImageQuerySet:
        """Return the images visitors may see."""
        return self.filter(published=True)

    def tagged(self, slug: str, *, key: int | None = None) -> ImageQuerySet:
        """Return the images with a tag, whose number may be known; an empty slug means all."""
        if key is not None:
            return self.filter(tags=key)
        return self.filter(tags__slug=slug) if slug else self

    def sharing_a_tag_with(self, image_id: int) -> ImageQuerySet:
        """Return the other images that have one of an image's tags, each once."""
        taggings = self.model.tags.through.objects
        own = taggings.filter(image=image_id).values("tag_id")
        return self.filter(pk__in=taggings.filter(among("tag", own)).values("image_id")).exclude(pk=image_id)

    def matching(self, text: str, *, file_names: bool = False) -> ImageQuerySet:
        """Return the images that have all a text asks for in title, description or tags; no words means all.

        Names of files are looked at where that is wanted, and match by any part: they are not for visitors.
        """
        search, found = parse(text), self
        for term in search.wanted:
            found = found.filter(having(term, self, file_names=file_names))
        for term in search.unwanted:
            found = found.exclude(having(term, self, file_names=file_names))
        return found

    def perhaps_looking_like(self, look: int) -> ImageQuerySet:
        """Return the images whose look has a band in common with this one: all that look like it, and some more."""
        return self.filter(reduce(or_, (Q(Exact(F("perceptual_hash").bitand(band), look & band)) for band in BANDS)))

    def nearly_the_same(self, *, limit: float) -> ImageQuerySet:
        """Return the images that list another, or are listed by one, at the limit or above."""
        from gallery.models import Recommendation

        rows = Recommendation.objects.at_least(limit)
        return self.filter(Q(pk__in=rows.values("image")) | Q(pk__in=rows.values("recommended")))

    def sorted_by(self, order: str) -> ImageQuerySet:
        """Return the images newest first, oldest first or by title; an unknown order means newest."""
        return self.order_by(*ORDERS.get(order, ORDERS["newest"]))

    def from_key(self, key: Key | None) -> ImageQuerySet:
        """Return the images at a place of their order and behind it; no place means all."""
        return self.filter(keysets.from_on(keysets.ordering_of(self), key, self.model)) if key else self

    def before_key(self, key: Key | None) -> ImageQuerySet:
        """Return the images before a place of their order; no place means all."""
        return self.filter(keysets.before(keysets.ordering_of(self), key, self.model)) if key else self

    def without_alt_text(self) -> ImageQuerySet:
        """Return the images whose alternative text nobody has written yet, published ones first, newest first."""
        return self.filter(alt_text="").order_by("-published", "-uploaded_at", "-id")

    def behind(self, image: Image) -> ImageQuerySet:
        """Return the images that come later than an image in the order of those without alternative text."""
        later = Q(uploaded_at__lt=image.uploaded_at) | Q(uploaded_at=image.uploaded_at, pk__lt=image.pk)
        return self.filter(Q(published__lt=image.published) | Q(later, published=image.published))

    def before(self, image: Image) -> ImageQuerySet:
        """Return the images that come earlier than an image in that order."""
        earlier = Q(uploaded_at__gt=image.uploaded_at) | Q(uploaded_at=image.uploaded_at, pk__gt=image.pk)
        return self.filter(Q(published__gt=image.published) | Q(earlier, published=image.published))

    def for_wall(self) -> ImageQuerySet:
        """Return only what a tile of the wall shows."""
        return self.only(*ON_A_TILE)

    def for_page(self) -> ImageQuerySet:
        """Return only what the page of an image shows, of the image itself and of those it leads to."""
        return self.only(*ON_A_TILE, "description", "taken_at", "uploaded_at")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Queries on stored lists."""

    def visible(self) -> RecommendationQuerySet:
        """Return the rows whose recommended image visitors may see, best first."""
        return self.filter(recommended__published=True).select_related("recommended").order_by("rank")

    def with_mark(self) -> models.QuerySet[Any]:
        """Return the rows, each with whether its list was `imported`."""
        return self.annotate(imported=Exists(imported_list_of(OuterRef("image"))))

    def at_least(self, similarity: float | models.Subquery) -> Self:
        """Return the rows at least so similar in this catalogue's own terms, which imported similarities are not."""
        return self.filter(~Exists(imported_list_of(OuterRef("image"))), similarity__gte=similarity)

    def each_pair_once(self) -> Self:
        """Return one row of each pair: where each image lists the other, that of the image with the lower number."""
        mirrored = self.filter(image=OuterRef("recommended"), recommended=OuterRef("image"))
        return self.filter(Q(image__lt=F("recommended")) | ~Exists(mirrored))

    def naming(self, image: Image) -> Self:
        """Return the rows of an image's own list, and those of others in which it stands."""
        return self.filter(Q(image=image) | Q(recommended=image))

    def shown_at_most(self, shown: int) -> Self:
        """Return the rows of visible images that pages show as long as no curator says otherwise."""
        return self.filter(rank__lte=shown, image__published=True, recommended__published=True)

    def judged(self, verdict: str) -> Self:
        """Return the rows whose pair has this verdict."""
        return self.filter(judged_pair(verdict))

    def hidden(self) -> Self:
        """Return the rows whose pair is hidden, one way or both."""
        return self.filter(hidden_pair())

    def decided(self) -> Self:
        """Return the rows whose pair a curator has judged or hidden."""
        return self.filter(judged_pair() | hidden_pair())

    def undecided(self) -> Self:
        """Return the rows whose pair nobody has judged or hidden."""
        return self.filter(~judged_pair(), ~hidden_pair())

    def with_decisions(self) -> Self:
        """Return the rows with what curators decided on each pair."""
        return self.annotate(
            said_same=judged_pair("same"), said_different=judged_pair("different"), is_hidden=hidden_pair()
        )

    def not_hidden(self) -> Self:
        """Return the rows that nobody hid on the page they belong to."""
        return self.filter(~hidden_pair(on_its_page=True))

    def in_more_than(self, lists: int) -> list[int]:
        """Return the images that are recommended in more of these rows than so many."""
        counted = self.order_by().values("recommended").annotate(times=Count("pk")).filter(times__gt=lists)
        return list(counted.values_list("recommended", flat=True))


def judged_pair(verdict: str = "") -> Exists:
    """Return the condition that the pair of a stored row has this verdict, or any."""
    from gallery.models import PairVerdict

    straight = Q(first=OuterRef("image"), second=OuterRef("recommended"))
    crossed = Q(first=OuterRef("recommended"), second=OuterRef("image"))
    verdicts = PairVerdict.objects.filter(straight | crossed)
    return Exists(verdicts.filter(verdict=verdict) if verdict else verdicts)


def hidden_pair(*, on_its_page: bool = False) -> Exists:
    """Return the condition that the pair of a stored row is hidden, on the page of either or on the row's own."""
    from gallery.models import CuratedPair

    straight = Q(image=OuterRef("image"), other=OuterRef("recommended"))
    crossed = Q(image=OuterRef("recommended"), other=OuterRef("image"))
    if on_its_page:
        crossed &= Q(both_ways=True)
    return Exists(CuratedPair.objects.filter(straight | crossed, kind="hide"))


class CuratedPairQuerySet(models.QuerySet["CuratedPair"]):
    """Queries on decisions."""

    def about(self, image_ids: list[Any]) -> CuratedPairQuerySet:
        """Return the decisions that shape the lists of these images, oldest first."""
        own, mirrored = Q(image__in=image_ids), Q(other__in=image_ids, both_ways=True)
        return self.filter(own | mirrored).order_by("decided_at", "id")

    def naming(self, image_id: int) -> CuratedPairQuerySet:
        """Return every decision that names an image, oldest first."""
        return self.filter(Q(image=image_id) | Q(other=image_id)).order_by("decided_at", "id")


class PairVerdictQuerySet(models.QuerySet["PairVerdict"]):
    """Queries on verdicts."""

    def among(self, image_ids: Iterable[int]) -> PairVerdictQuerySet:
        """Return the verdicts on pairs of which both are among these images."""
        ids = list(image_ids)
        return self.filter(first__in=ids, second__in=ids)

    def naming(self, image_id: int) -> PairVerdictQuerySet:
        """Return the verdicts on an image and any other."""
        return self.filter(Q(first=image_id) | Q(second=image_id))


class PairEventQuerySet(models.QuerySet["PairEvent"]):
    """Queries on the history of decisions."""

    def naming(self, image_id: int) -> PairEventQuerySet:
        """Return what was decided on an image and any other, latest first."""
        return self.filter(Q(image=image_id) | Q(other=image_id)).order_by("-decided_at", "-id")

    def last_on(self, one: int, other: int, *, among: Iterable[str] = ()) -> PairEvent | None:
        """Return what was decided last on two images, whichever is named first; only what is among these, if given."""
        both, kinds = [one, other], list(among)
        events = self.filter(image__in=both, other__in=both, **({"what__in": kinds} if kinds else {}))
        return events.order_by("-id").first()
