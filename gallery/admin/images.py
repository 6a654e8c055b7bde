"""Images on the desk: list, upload, words, and what each one recommends."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.admin.filters import AltTextFilter
from gallery.admin.forms import ImageForm
from gallery.admin.thumbnails import thumbnail
from gallery.models import Image, Recommendation
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


class ImageList(ChangeList):
    """The list of images; only who may publish does so from a row."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not may_publish(request):
            self.list_editable = ()


def may_publish(request: HttpRequest) -> bool:
    """Return whether a user may decide what visitors see."""
    return request.user.has_perm("gallery.publish_image")


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin[Image]):
    """The list of images and the page of one."""

    form = ImageForm
    list_display = ("picture", "title", "tag_names", "published", "uploaded_at")
    list_display_links = ("picture", "title")
    list_editable = ("published",)
    list_filter = ("published", AltTextFilter, "tags", "format", "uploaded_at")
    list_per_page = 50
    search_fields = ("title", "description", "tags__name", "original_name")
    search_help_text = "Title, description, tag or file name"
    date_hierarchy = "uploaded_at"
    filter_horizontal = ("tags",)
    actions = ("publish", "unpublish")
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("tags")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ImageList

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> tuple[str, ...]:
        return self.readonly_fields if may_publish(request) else (*self.readonly_fields, "published")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Say to Django who may choose the actions that ask for it."""
        return may_publish(request)

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

    def original(self, request: HttpRequest, pk: int) -> FileResponse:
        """Send the file as it was uploaded, to those who may see the image on the desk."""
        image = get_object_or_404(Image, pk=pk)
        if not self.has_view_permission(request, image):
            raise PermissionDenied
        return FileResponse(image.original.open(), as_attachment=True, filename=image.original_name)

    @admin.display(description="")
    def picture(self, image: Image) -> SafeString:
        return thumbnail(image)

    @admin.display(description="picture")
    def preview(self, image: Image) -> SafeString:
        return thumbnail(image, longest=480)

    @admin.display(description="tags")
    def tag_names(self, image: Image) -> str:
        return ", ".join(tag.name for tag in image.tags.all())

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

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request: HttpRequest, images: QuerySet[Image]) -> None:
        self.set_published(request, images, published=True)

    @admin.action(description="Take from the gallery", permissions=["publish"])
    def unpublish(self, request: HttpRequest, images: QuerySet[Image]) -> None:
        self.set_published(request, images, published=False)

    def set_published(self, request: HttpRequest, images: QuerySet[Image], *, published: bool) -> None:
        """Show or hide the chosen images and say how many."""
        count = images.update(published=published, updated_at=timezone.now())
        what = f"{count} image{pluralize(count)}"
        self.message_user(request, f"{what} {'published' if published else 'taken from the gallery'}.")
