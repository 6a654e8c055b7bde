"""Filters of the desk's lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from gallery.models import Image, NearDuplicate, Publication
from gallery.querysets import ImageQuerySet
from gallery.uploads import EXTENSIONS


class AltTextFilter(admin.SimpleListFilter):
    """Images with and without an alternative text of their own."""

    title = "alternative text"
    parameter_name = "alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "Missing"), ("written", "Written")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        if self.value() == "missing":
            return queryset.filter(alt_text="")
        return queryset.exclude(alt_text="") if self.value() == "written" else queryset


class NearlySameFilter(admin.SimpleListFilter):
    """Images of which another is nearly the same, and the others; nothing to choose before a run could say."""

    title = "nearly the same"
    parameter_name = "twin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.limit = Publication.objects.values_list("nearly_same_from", flat=True).first()
        return [] if self.limit is None else [("some", "As another image"), ("none", "As no other")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        if self.limit is None or self.value() not in {"some", "none"}:
            return queryset
        twins = ImageQuerySet(Image).nearly_the_same(limit=self.limit)
        return queryset.filter(pk__in=twins) if self.value() == "some" else queryset.exclude(pk__in=twins)


class FormatFilter(admin.SimpleListFilter):
    """Images by the format of their file. The formats are known; asking the table for them would read all of it."""

    title = "format"
    parameter_name = "format"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in EXTENSIONS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        return queryset.filter(format=self.value()) if self.value() else queryset


class BothPublishedFilter(admin.SimpleListFilter):
    """Pairs of which visitors see both images, and those of which they do not."""

    title = "what visitors see"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("both", "Both images"), ("one", "One of them or neither")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[NearDuplicate]) -> QuerySet[NearDuplicate]:
        both = {"image__published": True, "recommended__published": True}
        if self.value() == "both":
            return queryset.filter(**both)
        return queryset.exclude(**both) if self.value() == "one" else queryset


class TagInCommonFilter(admin.SimpleListFilter):
    """Pairs with and without a tag in common."""

    title = "tag in common"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("some", "At least one"), ("none", "None")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[NearDuplicate]) -> QuerySet[NearDuplicate]:
        tags = Image.tags.through.objects
        others = tags.filter(image=OuterRef(OuterRef("recommended")), tag=OuterRef("tag"))
        shared = Exists(tags.filter(Exists(others), image=OuterRef("image")))
        if self.value() == "some":
            return queryset.filter(shared)
        return queryset.filter(~shared) if self.value() == "none" else queryset
