"""Runs and unreadable images on the desk, to read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.admin.read_only import ReadOnlyAdmin
from gallery.admin.thumbnails import thumbnail
from gallery.models import Image
from recommender.list_of_images import add_to_the_desk
from recommender.models import ImageState, Run, UnreadableImage
from recommender.states import State, with_state

add_to_the_desk()


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """The history of compute_recommendations."""

    list_display = (
        "started_at",
        "status",
        "images",
        "embedded",
        "unreadable",
        "lists_changed",
        "rows_written",
        "still_shown",
        "weights",
    )
    list_filter = ("status", "weights")

    @admin.display(description="still shown", ordering="overlap")
    def still_shown(self, run: Run) -> str:
        return "" if run.overlap is None else f"{run.overlap:.1%}"


class StateFilter(admin.SimpleListFilter):
    """Images in one state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


@admin.register(ImageState)
class ImageStateAdmin(ReadOnlyAdmin):
    """Every image with where its recommendations stand."""

    list_display = ("picture", "title", "state", "reason", "uploaded_at")
    list_display_links = None
    list_filter = (StateFilter,)
    search_fields = ("title", "original_name")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return with_state(super().get_queryset(request))

    @admin.display(description="")
    def picture(self, image: Image) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:gallery_image_change", args=[image.pk]), thumbnail(image)
        )

    @admin.display(ordering="state")
    def state(self, image: Any) -> str:
        return State(image.state).label

    @admin.display()
    def reason(self, image: Any) -> str:
        return image.reason or ""


@admin.register(UnreadableImage)
class UnreadableImageAdmin(ReadOnlyAdmin):
    """Images without recommendations because their original could not be read."""

    list_display = ("image", "reason", "failed_at")
    list_select_related = ("image",)
    search_fields = ("image__title", "reason")
