"""Decisions on pairs: what a curator wants always or never recommended."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString

from gallery.admin.thumbnails import thumbnail
from gallery.models import CuratedPair


@admin.register(CuratedPair)
class CuratedPairAdmin(admin.ModelAdmin[CuratedPair]):
    """The list of decisions, with both pictures and who decided."""

    list_display = ("picture", "image", "kind", "other_picture", "other", "both_ways", "decided_by", "decided_at")
    list_display_links = ("picture", "image")
    list_filter = ("kind", "both_ways")
    list_select_related = ("image", "other", "decided_by")
    search_fields = ("image__title", "other__title")
    raw_id_fields = ("image", "other")

    def save_model(self, request: HttpRequest, obj: CuratedPair, form: ModelForm[CuratedPair], change: bool) -> None:  # noqa: FBT001
        obj.decided_by_id = request.user.pk
        super().save_model(request, obj, form, change)

    @admin.display(description="")
    def picture(self, pair: CuratedPair) -> SafeString:
        return thumbnail(pair.image, longest=64)

    @admin.display(description="")
    def other_picture(self, pair: CuratedPair) -> SafeString:
        return thumbnail(pair.other, longest=64)
