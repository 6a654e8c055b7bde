"""The desk's list of images: columns, filters and actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import CheckboxInput
from django.http import HttpRequest, StreamingHttpResponse
from django.template.defaultfilters import pluralize
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gallery import archive
from gallery.admin.filters import AltTextFilter, FormatFilter, NearlySameFilter
from gallery.admin.rights import may_publish
from gallery.admin.sheets import PagesOfSheets, export_sheet
from gallery.admin.tag_filter import AnyTagForm, TagFilter
from gallery.admin.tagging import tag, untag
from gallery.admin.thumbnails import thumbnail
from gallery.models import Image


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What another room adds to the list, which the gallery cannot know: columns, filters and actions.

    `annotate` is given the images of one page only, so it may ask for what would be slow for all.
    """

    columns: tuple[Callable[[Any], Any], ...] = ()
    filters: tuple[type[admin.SimpleListFilter], ...] = ()
    actions: tuple[Callable[..., Any], ...] = ()
    annotate: Callable[[QuerySet[Image]], QuerySet[Image]] = lambda images: images


class ImageList(ChangeList):
    """The list of images; only who may publish does so from a row.

    A page is found by numbers first, and only then read: skipping 50,000 numbers is quick, skipping whole rows is not.
    """

    model_admin: ListOfImages

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not may_publish(request):
            self.list_editable = ()

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        keys = list(self.result_list.values_list("pk", flat=True))
        page = self.model_admin.with_columns(Image.objects.filter(pk__in=keys))
        self.result_list = page.order_by(*self.queryset.query.order_by)


class ListOfImages(PagesOfSheets, admin.ModelAdmin[Image]):
    """What the list of images shows and does."""

    list_display = ("picture", "title", "tag_names", "described", "published", "file_and_date")
    list_display_links = ("picture", "title")
    list_editable = ("published",)
    list_filter = ("published", AltTextFilter, NearlySameFilter, TagFilter, FormatFilter, "uploaded_at")
    list_per_page = 50
    search_fields = ("title", "description", "tags__name", "original_name")
    search_help_text = "Title, description, tag or file name; “red boat” as a phrase, -boat leaves out"
    show_facets = admin.ShowFacets.NEVER  # every choice of every filter would be counted, seconds in a large catalogue
    actions: Any = ("publish", "unpublish", tag, untag, export_sheet, "download_originals")
    additions: tuple[Addition, ...] = ()

    class Media:
        css = {"all": ["css/desk/tools.css", "css/desk/images.css", "css/desk/images-narrow.css"]}  # noqa: RUF012

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the form of a row, whose box has no label of its own beside it."""
        box = CheckboxInput(attrs={"aria-label": "published"})
        return super().get_changelist_form(request, widgets={"published": box}, **kwargs)

    def extend(self, addition: Addition) -> None:
        """Let another room add to the list."""
        self.additions = (*self.additions, addition)
        self.actions = (*self.actions, *addition.actions)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns; added ones stand before the one to publish."""
        before = self.list_display.index("published")
        added = [column for addition in self.additions for column in addition.columns]
        return (*self.list_display[:before], *added, *self.list_display[before:])

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Return the filters, added ones first."""
        return (*(each for addition in self.additions for each in addition.filters), *self.list_filter)

    def with_columns(self, images: QuerySet[Image]) -> QuerySet[Image]:
        """Return the images of a page with all that its columns show."""
        for addition in self.additions:
            images = addition.annotate(images)
        return images.prefetch_related("tags")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ImageList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search without joins, which would give an image once for each of its tags."""
        found = Image.objects.matching(search_term, file_names=True)
        return (queryset.filter(pk__in=found) if search_term.strip() else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list with what its buttons and the search for tags need."""
        may = {"may_take_sheet": self.has_change_permission(request)}
        response: Any = super().changelist_view(request, may | (extra_context or {}))
        if "media" in (getattr(response, "context_data", None) or {}):
            response.context_data["media"] += AnyTagForm().media
        return response

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Say to Django who may choose the actions that ask for it."""
        return may_publish(request)

    @admin.display(description="")
    def picture(self, image: Image) -> SafeString:
        return thumbnail(image)

    @admin.display(description="tags")
    def tag_names(self, image: Image) -> SafeString:
        names = format_html_join("", '<li dir="auto">{}</li>', ((tag.name,) for tag in image.tags.all()))
        return format_html('<ul class="tag-names">{}</ul>', names) if names else names

    @admin.display(description="alt text", boolean=True)
    def described(self, image: Image) -> bool:
        return bool(image.alt_text)

    @admin.display(description="uploaded", ordering="uploaded_at")
    def file_and_date(self, image: Image) -> SafeString:
        day = formats.date_format(timezone.localtime(image.uploaded_at), "j M Y")
        return format_html('<span class="file-facts">{}<br>{}</span>', day, image.format)

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

    @admin.action(description="Download the originals (zip)", permissions=["view"])
    def download_originals(self, request: HttpRequest, images: QuerySet[Image]) -> StreamingHttpResponse:
        name = f"originals-{timezone.localdate()}.zip"
        sent = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(archive.stream(images), content_type="application/zip", headers=sent)
