"""Pairs that are nearly the same: one picture uploaded twice, perhaps. Rows are to read only, decisions to make."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gallery.admin.filters import BothPublishedFilter, TagInCommonFilter
from gallery.admin.pair_queue import PairQueue
from gallery.admin.pairs import near_duplicates, nearly_same_from
from gallery.admin.read_only import ReadOnlyAdmin
from gallery.models import NearDuplicate, PairVerdict

TOO_FEW = "From the first run over twelve images or more on, pairs that are nearly the same stand here."


class DecidedFilter(admin.SimpleListFilter):
    """Pairs that a curator has decided on, and those that wait."""

    title = "decided"
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not yet"), ("same", "The same picture"), ("different", "Not the same"), ("hidden", "Hidden")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "no":
            return queryset.undecided()
        if self.value() == "hidden":
            return queryset.hidden()
        return queryset.judged(self.value()) if self.value() in PairVerdict.Verdict.values else queryset


@admin.register(NearDuplicate)
class NearDuplicateAdmin(ReadOnlyAdmin, PairQueue):
    """Each stored pair from the last run's limit on, once, most similar first."""

    change_list_template = "gallery/desk/near_duplicates.html"
    list_display = ("cosine", "pair", "decided")
    list_display_links = None
    list_filter = (DecidedFilter, BothPublishedFilter, TagInCommonFilter)
    list_per_page = 50
    list_select_related = ("image", "recommended")
    search_fields = ("image__title", "recommended__title", "image__original_name", "recommended__original_name")
    search_help_text = "Title or file name of either image"
    show_full_result_count = False  # it would look at every stored row once more

    class Media:
        css = {"all": ["css/desk/tools.css", "css/desk/pairs.css"]}  # noqa: RUF012 - Django's inner class takes no annotation

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return near_duplicates().with_decisions()

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

    @admin.display(description="decided")
    def decided(self, pair: Any) -> str:
        said = ((pair.said_same, "the same picture"), (pair.said_different, "not the same"), (pair.is_hidden, "hidden"))
        return ", ".join(word for so, word in said if so)
