"""Tags on the desk."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from gallery import tagging
from gallery.models import Tag


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin[Tag]):
    """The list of tags, with how many images have each."""

    list_display = ("name", "image_count")
    search_fields = ("name",)
    ordering = ("name",)  # the table's own order is lost by counting, and the search for tags goes by pages

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(uses=Count("images"))

    def save_model(self, request: HttpRequest, obj: Tag, form: ModelForm[Tag], change: bool) -> None:  # noqa: FBT001
        """Save; where the tag is called otherwise now, its images say something else."""
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            tagging.touch_all_with([obj])

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        tagging.touch_all_with([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        tagging.touch_all_with(queryset)
        super().delete_queryset(request, queryset)

    @admin.display(description="images", ordering="uses")
    def image_count(self, tag: Tag) -> int:
        return int(getattr(tag, "uses", 0))
