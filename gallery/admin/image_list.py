"""The desk's list of images: columns, filters and actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.utils.safestring import SafeString

from gallery.admin.filters import AltTextFilter
from gallery.admin.rights import may_publish
from gallery.admin.thumbnails import thumbnail
from gallery.models import Image


class ImageList(ChangeList):
    """The list of images; only who may publish does so from a row."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not may_publish(request):
            self.list_editable = ()


class ListOfImages(admin.ModelAdmin[Image]):
    """What the list of images shows and does."""

    list_display = ("picture", "title", "tag_names", "published", "uploaded_at")
    list_display_links = ("picture", "title")
    list_editable = ("published",)
    list_filter = ("published", AltTextFilter, "tags", "format", "uploaded_at")
    list_per_page = 50
    search_fields = ("title", "description", "tags__name", "original_name")
    search_help_text = "Title, description, tag or file name"
    date_hierarchy = "uploaded_at"
    actions = ("publish", "unpublish")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).prefetch_related("tags")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ImageList

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Say to Django who may choose the actions that ask for it."""
        return may_publish(request)

    @admin.display(description="")
    def picture(self, image: Image) -> SafeString:
        return thumbnail(image)

    @admin.display(description="tags")
    def tag_names(self, image: Image) -> str:
        return ", ".join(tag.name for tag in image.tags.all())

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
