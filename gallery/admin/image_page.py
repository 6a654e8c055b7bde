"""The desk's page of one image: its picture, its words, and its file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.admin import originals
from gallery.admin.forms import ImageForm
from gallery.admin.rights import may_publish
from gallery.models import Image, PairEvent
from gallery.uploads import AlreadyInCatalogue, refuse_duplicate

DRAFTS = "The image is a draft until somebody publishes it who may."


class PageOfImage(admin.ModelAdmin[Image]):
    """What the page of one image shows and saves."""

    form = ImageForm
    filter_horizontal = ("tags",)
    readonly_fields = ("preview", "about_the_file")

    def get_fieldsets(self, request: HttpRequest, obj: Image | None = None) -> Any:
        words: dict[str, Any] = {"fields": ("title", "description", "alt_text", "tags", "taken_at", "published")}
        if obj is None and not may_publish(request):
            words = {"fields": words["fields"][:-1], "description": DRAFTS}
        if obj is None:
            return [(None, {"fields": ("file",)}), ("Words", words)]
        return [(None, {"fields": ("preview",)}), ("Words", words), ("File", {"fields": ("about_the_file", "file")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.readonly_fields if may_publish(request) else (*self.readonly_fields, "published")

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Return the form; what visitors see is not replaced by somebody who may not publish."""
        made = super().get_form(request, obj, change, **kwargs)
        made.may_replace = obj is None or not obj.published or may_publish(request)  # type: ignore[attr-defined]
        return made

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

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say what goes with images; that nobody edits the history keeps nobody from deleting them."""
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return rows, counts, lacking - {PairEvent._meta.verbose_name}, protected

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
        picture = '<img src="{}" srcset="{}" sizes="(max-width: 1023px) 92vw, 70vw" width="{}" height="{}" alt="{}">'
        about = (image.rendition_url(640), image.srcset, image.width, image.height, image.alt)
        return format_html('<span class="preview">' + picture + "</span>", *about)

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
