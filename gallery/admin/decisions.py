"""Decisions on pairs: what a curator wants always or never recommended; and the history of all decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from gallery import deciding
from gallery.admin.read_only import ReadOnlyAdmin
from gallery.admin.thumbnails import thumbnail
from gallery.models import CuratedPair, PairEvent

What = PairEvent.What
AS_EVENT = {
    ("pin", False): What.PIN,
    ("pin", True): What.PIN_BOTH,
    ("hide", False): What.HIDE,
    ("hide", True): What.HIDE_BOTH,
}


class ShowsBothPictures(admin.ModelAdmin[Any]):
    """A list in which each row is about two images."""

    list_select_related = ("image", "other", "decided_by")

    @admin.display(description="")
    def picture(self, pair: CuratedPair | PairEvent) -> SafeString:
        return thumbnail(pair.image, longest=64)

    @admin.display(description="")
    def other_picture(self, pair: CuratedPair | PairEvent) -> SafeString:
        return thumbnail(pair.other, longest=64)


@admin.register(CuratedPair)
class CuratedPairAdmin(ShowsBothPictures):
    """The list of decisions that hold, with both pictures and who decided."""

    list_display = ("picture", "image", "kind", "other_picture", "other", "both_ways", "decided_by", "decided_at")
    list_display_links = ("picture", "image")
    list_filter = ("kind", "both_ways")
    search_fields = ("image__title", "other__title")
    raw_id_fields = ("image", "other")

    def get_readonly_fields(self, request: HttpRequest, obj: CuratedPair | None = None) -> tuple[str, ...]:
        """Return the two images once they are decided on: about others it is another decision."""
        return ("image", "other") if obj else ()

    def save_model(self, request: HttpRequest, obj: CuratedPair, form: ModelForm[CuratedPair], change: bool) -> None:  # noqa: FBT001
        """Decide as everywhere on the desk, so that the history has it; what is edited is replaced."""
        if change and not form.has_changed():
            return
        with deciding.on_pair(obj.image_id, obj.other_id):
            CuratedPair.objects.filter(pk=obj.pk).delete()
            deciding.decide(request.user, obj.image_id, obj.other_id, AS_EVENT[obj.kind, obj.both_ways])
        held = deciding.holding(obj.image_id, obj.other_id)
        obj.pk = held.pk if held else None

    def delete_model(self, request: HttpRequest, obj: CuratedPair) -> None:
        deciding.take_back(request.user, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CuratedPair]) -> None:
        for pair in queryset:
            self.delete_model(request, pair)


@admin.register(PairEvent)
class PairEventAdmin(ReadOnlyAdmin, ShowsBothPictures):
    """Who decided what on two images, and when, what was taken back included. To read only."""

    list_display = ("decided_at", "name", "what", "picture", "image", "other_picture", "other")
    list_display_links = None
    list_filter = ("what", "decided_at", "name")
    search_fields = ("image__title", "other__title", "name")
    search_help_text = "Title of either image, or who decided"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list under a title that asks nobody to choose."""
        return super().changelist_view(request, {"title": "History of decisions"} | (extra_context or {}))
