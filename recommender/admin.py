"""Runs and unreadable images on the desk, to read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from recommender.models import Run, UnreadableImage


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """A page to read: the command writes these rows, nobody else does."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
        "weights",
    )
    list_filter = ("status", "weights")


@admin.register(UnreadableImage)
class UnreadableImageAdmin(ReadOnlyAdmin):
    """Images without recommendations because their original could not be read."""

    list_display = ("image", "reason", "failed_at")
    list_select_related = ("image",)
    search_fields = ("image__title", "reason")
