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

from gallery.likeness import BANDS

if TYPE_CHECKING:
    from gallery.models import CuratedPair, Image, ImportedList, Recommendation, Tag  # noqa: F401 - in annotations

ORDERS: dict[str, tuple[str, ...]] = {
    "newest": ("-uploaded_at", "-id"),
    "oldest": ("uploaded_at", "id"),
    "title": ("title", "id"),
}


def imported_list_of(image: OuterRef) -> models.QuerySet[ImportedList]:
    """Return the mark of an image whose list was imported."""
    from gallery.models import ImportedList

    return ImportedList.objects.filter(image=image)


class TagQuerySet(models.QuerySet["Tag"]):
    """Queries on tags."""

    def named(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names, made where they are missing."""
        from gallery.models import tag_slug

        cut = [name.strip()[:64].strip() for name in names]
        wanted = {tag_slug(name): name for name in cut if name}
        return [self.get_or_create(slug=slug, defaults={"name": name})[0] for slug, name in wanted.items()]

    def already_named(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names that exist."""
        from gallery.models import tag_slug

        return list(self.filter(slug__in={tag_slug(name) for name in names}))

    def most_used(self, limit: int) -> TagQuerySet:
        """Return the tags with the most published images, by name."""
        counted = self.annotate(uses=Count("images", filter=Q(images__published=True)))
        busiest = counted.filter(uses__gt=0).order_by("-uses", "name").values("pk")[:limit]
        return counted.filter(pk__in=busiest).order_by(Lower("name"))


class ImageQuerySet(models.QuerySet["Image"]):
    """Queries on images."""

    def published(self) -> ImageQuerySet:
        """Return the images visitors may see."""
        return self.filter(published=True)

    def tagged(self, slug: str) -> ImageQuerySet:
        """Return the images with a tag; an empty slug means all."""
        return self.filter(tags__slug=slug) if slug else self

    def sharing_a_tag_with(self, image: Image) -> ImageQuerySet:
        """Return the other images that have one of this image's tags, each once."""
        taggings = self.model.tags.through.objects
        own = taggings.filter(image=image).values("tag_id")
        return self.filter(pk__in=taggings.filter(tag__in=own).values("image_id")).exclude(pk=image.pk)

    def matching(self, text: str, *, file_names: bool = False) -> ImageQuerySet:
        """Return the images with every word of the text in title, description or a tag; no words means all.

        Names of files are looked at where that is wanted: they are not for visitors.
        """
        found = self
        for word in text.replace("\0", "").split()[:8]:
            in_tag = Q(pk__in=self.model.tags.through.objects.filter(tag__name__icontains=word).values("image_id"))
            in_name = Q(original_name__icontains=word) if file_names else Q()
            found = found.filter(Q(title__icontains=word) | Q(description__icontains=word) | in_name | in_tag)
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

    def for_wall(self) -> ImageQuerySet:
        """Return only what a tile of the wall shows."""
        return self.only("title", "slug", "alt_text", "content_hash", "width", "height", "dominant_colour")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Queries on stored lists."""

    def visible(self) -> RecommendationQuerySet:
        """Return the rows whose recommended image visitors may see, best first."""
        return self.filter(recommended__published=True).select_related("recommended").order_by("rank")

    def with_mark(self) -> models.QuerySet[Any]:
        """Return the rows, each with whether its list was `imported`."""
        return self.annotate(imported=Exists(imported_list_of(OuterRef("image"))))

    def at_least(self, similarity: float) -> Self:
        """Return the rows at least so similar in this catalogue's own terms, which imported similarities are not."""
        return self.filter(~Exists(imported_list_of(OuterRef("image"))), similarity__gte=similarity)

    def each_pair_once(self) -> Self:
        """Return one row of each pair: where each image lists the other, that of the image with the lower number."""
        mirrored = self.filter(image=OuterRef("recommended"), recommended=OuterRef("image"))
        return self.filter(Q(image__lt=F("recommended")) | ~Exists(mirrored))


class CuratedPairQuerySet(models.QuerySet["CuratedPair"]):
    """Queries on decisions."""

    def about(self, image_ids: list[Any]) -> CuratedPairQuerySet:
        """Return the decisions that shape the lists of these images, oldest first."""
        own, mirrored = Q(image__in=image_ids), Q(other__in=image_ids, both_ways=True)
        return self.filter(own | mirrored).order_by("decided_at", "id")
