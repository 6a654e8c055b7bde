"""Filters of the desk's lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from gallery.models import Image


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
