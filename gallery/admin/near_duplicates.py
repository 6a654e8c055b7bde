"""Pairs that are nearly the same: one picture uploaded twice, perhaps. To read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gallery.admin.filters import BothPublishedFilter, TagInCommonFilter
from gallery.models import NearDuplicate, Publication

TOO_FEW = "From the first run over twelve images or more on, pairs that are nearly the same stand here."


@admin.register(NearDuplicate)
class NearDuplicateAdmin(admin.ModelAdmin[Any]):
    """Each stored pair from the last run's limit on, once, most similar first."""

    list_display = ("cosine", "pair")
    list_display_links = None
    list_filter = (BothPublishedFilter, TagInCommonFilter)
    list_per_page = 50
    list_select_related = ("image", "recommended")
    search_fields = ("image__title", "recommended__title", "image__original_name", "recommended__original_name")
    search_help_text = "Title or file name of either image"
    show_full_result_count = False  # it would look at every stored row once more

    class Media:
        css = {"all": ["css/desk/pairs.css"]}  # noqa: RUF012 - Django's inner class takes no annotation

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        limit, rows = nearly_same_from(), NearDuplicate.objects
        if limit is None:
            return rows.none()
        # As a subquery: joined directly with the images, SQLite begins with those and looks at every row of each.
        return rows.filter(pk__in=rows.at_least(limit).each_pair_once().values("pk"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list under a title that says from where on a pair is in it."""
        limit = nearly_same_from()
        since = TOO_FEW if limit is None else f"Pairs of a similarity of {limit:.3f} or more, each once"
        words = {"title": "Nearly the same", "subtitle": since}
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="similarity", ordering="similarity")
    def cosine(self, pair: NearDuplicate) -> str:
        return f"{pair.similarity:.3f}"

    @admin.display(description="pair")
    def pair(self, pair: NearDuplicate) -> SafeString:
        return render_to_string("gallery/desk/_pair.html", {"pair": pair})


def nearly_same_from() -> float | None:
    """Return from which similarity on images are nearly the same, if the last run could say."""
    return Publication.objects.values_list("nearly_same_from", flat=True).first()
