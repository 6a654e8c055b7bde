"""The desk's page of one image: its file, its words, and what it recommends."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.admin import originals
from gallery.admin.forms import ImageForm
from gallery.admin.rights import may_publish
from gallery.admin.thumbnails import thumbnail
from gallery.models import Image, ImportedList, Recommendation
from gallery.uploads import AlreadyInCatalogue, refuse_duplicate

DRAFTS = "The image is a draft until somebody publishes it who may."


class RecommendationInline(admin.TabularInline[Recommendation, Image]):
    """What an image recommends, as the last run stored it, spares included. Nobody edits it."""

    model = Recommendation
    fk_name = "image"
    verbose_name_plural = "stored recommendations, best first"
    fields = ("rank", "picture", "recommended_image", "cosine")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset(self, request: HttpRequest, obj: Image | None = None, **kwargs: Any) -> Any:
        """Return the rows' formset, under a title that says so where the list was imported."""
        mark = ImportedList.objects.filter(image=obj).first()
        if mark is not None:
            self.verbose_name_plural = f"recommendations {mark}, until the next run"
        return super().get_formset(request, obj, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recommendation]:
        return super().get_queryset(request).select_related("recommended").order_by("rank")

    @admin.display(description="")
    def picture(self, row: Recommendation) -> SafeString:
        return thumbnail(row.recommended, longest=72)

    @admin.display(description="image")
    def recommended_image(self, row: Recommendation) -> SafeString:
        address = reverse("admin:gallery_image_change", args=[row.recommended_id])
        return format_html('<a href="{}">{}</a>', address, row.recommended)

    @admin.display(description="similarity")
    def cosine(self, row: Recommendation) -> str:
        return f"{row.similarity:.3f}"


class PageOfImage(admin.ModelAdmin[Image]):
    """What the page of one image shows and saves."""

    form = ImageForm
    filter_horizontal = ("tags",)
    readonly_fields = ("preview", "about_the_file")
    inlines: ClassVar = [RecommendationInline]

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        words: dict[str, Any] = {"fields": ("title", "description", "alt_text", "tags", "taken_at", "published")}
        if obj is None and not may_publish(request):
            words = {"fields": words["fields"][:-1], "description": DRAFTS}
        if obj is None:
            return [(None, {"fields": ("file",)}), ("Words", words)]
        return [(None, {"fields": ("preview",)}), ("Words", words), ("File", {"fields": ("about_the_file", "file")})]

    def get_inlines(self, request: HttpRequest, obj: Image | None) -> Any:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.readonly_fields if may_publish(request) else (*self.readonly_fields, "published")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or take the form; where another upload of the same file was quicker, lead to its image."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except AlreadyInCatalogue as known:
            self.message_user(request, f"This file is {known}.", messages.WARNING)
            return redirect("admin:gallery_image_change", known.image.pk)

    def save_model(self, request: HttpRequest, obj: Image, form: ModelForm[Image], change: bool) -> None:  # noqa: FBT001
        """Save, or raise AlreadyInCatalogue where the same file came in since the form was checked.

        What comes from somebody who may not publish is a draft.
        """
        obj.published = obj.published and (change or may_publish(request))
        try:
            with transaction.atomic():
                super().save_model(request, obj, form, change)
        except IntegrityError:
            refuse_duplicate(obj.content_hash, replacing=obj)
            raise

    def get_urls(self) -> list[URLPattern]:
        original = path("<int:pk>/original/", self.admin_site.admin_view(self.original), name="gallery_image_original")
        return [original, *super().get_urls()]

    def original(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send the file as it was uploaded, to those who may see the image on the desk."""
        image = get_object_or_404(Image, pk=pk)
        if not self.has_view_permission(request, image):
            raise PermissionDenied
        return originals.answer(request, image, self.admin_site)

    @admin.display(description="picture")
    def preview(self, image: Image) -> SafeString:
        return thumbnail(image, longest=480)

    @admin.display(description="original")
    def about_the_file(self, image: Image) -> SafeString:
        address = reverse("admin:gallery_image_original", args=[image.pk])
        return format_html(
            '<a href="{}" download>{}</a>, {} of {} x {} pixels, {} KB, SHA-256 {}',
            address,
            image.original_name,
            image.format,
            image.width,
            image.height,
            f"{image.byte_size / 1000:,.0f}",
            image.content_hash,
        )
