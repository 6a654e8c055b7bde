"""What a curator is told of a file that was just uploaded: which words come from it, and what it almost looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, get_text_list

from gallery.admin.forms import ImageForm
from gallery.lookalikes import lookalikes_of
from gallery.models import Image

LINKED = 3


class FromTheFile(admin.ModelAdmin[Image]):
    """Saves an upload with the words of its file, and leads on to where they are checked."""

    def save_model(self, request: HttpRequest, obj: Image, form: ModelForm[Image], change: bool) -> None:  # noqa: FBT001
        if isinstance(form, ImageForm):
            form.may_add_tags = request.user.has_perm("gallery.add_tag")
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Save the tags, too, and say what is worth knowing of the file, if one came."""
        super().save_related(request, form, formsets, change)
        if not isinstance(form, ImageForm) or not form.cleaned_data.get("file"):
            return
        has_words = form.has_words_of_the_file()
        if form.from_file:
            self.message_user(request, to_be_checked(form.from_file), messages.WARNING if has_words else messages.INFO)
        if has_words and "_addanother" not in request.POST:
            open_its_page_next(request)
        if found := lookalikes_of(form.instance):
            said = format_html("“{}” looks almost like {}.", form.instance, linked(found))
            self.message_user(request, said, messages.WARNING)


def to_be_checked(parts: list[str]) -> str:
    """Return a sentence on what comes from the file, such as “title”, “description” and “3 tags”."""
    one = len(parts) == 1 and not parts[0].endswith("tags")
    listed = capfirst(get_text_list(parts, "and"))
    return f"{listed} {'comes' if one else 'come'} from the file: please check {'it' if one else 'them'}."


def linked(images: Sequence[Image]) -> SafeString:
    """Return links to the first of these images, and how many more there are."""
    addresses = ((reverse("admin:gallery_image_change", args=[image.pk]), image.pk, image) for image in images[:LINKED])
    links = format_html_join(" and ", '<a href="{}">#{}, “{}”</a>', addresses)
    more = len(images) - LINKED
    return format_html("{} and {} more", links, more) if more > 0 else links


def open_its_page_next(request: HttpRequest) -> None:
    """Let Django go on to the image's page, as it does for new users, whichever button was pressed."""
    pressed = request.POST.copy()
    pressed["_continue"] = "1"
    request.POST = pressed  # type: ignore[assignment]
