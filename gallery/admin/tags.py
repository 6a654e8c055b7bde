"""Tags on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from gallery.models import Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    """The list of tags, with how many images have each."""

    list_display = ("name", "image_count")
    search_fields = ("name",)
    ordering = ("name",)  # the table's own order is lost by counting, and the search for tags goes by pages

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(uses=Count("images"))

    @admin.display(description="images", ordering="uses")
    def image_count(self, tag: Tag) -> int:
        return int(getattr(tag, "uses", 0))
