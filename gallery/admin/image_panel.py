"""What is decided about an image from its page on the desk, a click each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Self

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from gallery import deciding
from gallery.admin.kin import surroundings
from gallery.admin.rights import may_decide
from gallery.models import Image, PairEvent

SAID = {
    "pin": "“{other}” comes first on the page of “{page}”.",
    "pin_both": "“{page}” and “{other}” come first on each other's pages.",
    "hide": "“{other}” is no longer shown on the page of “{page}”.",
    "hide_both": "“{page}” and “{other}” are no longer shown on each other's pages.",
    "undo": "The decision on “{page}” and “{other}” is taken back.",
    "same": "“{page}” and “{other}” are the same picture: visitors see them as one entry.",
    "different": "“{page}” and “{other}” are not the same: each keeps an entry of its own.",
    "unjudge": "The verdict on “{page}” and “{other}” is taken back.",
    "leave": "“{page}” and “{other}” stay as they are: what visitors doubted is settled.",
    "unleave": "What visitors doubted of “{page}” and “{other}” waits again.",
}
NOTHING_CHANGED = "Nothing changed for “{page}” and “{other}”: that was so already."
GONE = "One of the two images was deleted meanwhile, so nothing was decided."


@dataclass(frozen=True, kw_only=True)
class Click:
    """What a button says: what to decide, on whose page, about which image."""

    what: PairEvent.What
    page: int
    other: int

    @classmethod
    def of(cls, value: str) -> Self:
        """Read the value of a button."""
        match = re.fullmatch(rf"({'|'.join(PairEvent.What.values)}):(\d{{1,18}}):(\d{{1,18}})", value, re.ASCII)
        if match is None:
            raise BadRequest(f"A decision reads WHAT:IMAGE:OTHER, got “{value[:60]}”.")
        return cls(what=PairEvent.What(match[1]), page=int(match[2]), other=int(match[3]))


class PanelOfImage(admin.ModelAdmin[Image]):
    """What stands around an image on its page, and the decisions that are made there."""

    change_form_template = "gallery/desk/image_page.html"

    def get_urls(self) -> list[URLPattern]:
        address = path("<int:pk>/decide/", self.admin_site.admin_view(self.decide), name="gallery_image_decide")
        return [address, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the form, with what stands around the image below it."""
        image = kwargs.get("obj")
        around = self.panel(request, image) if image is not None else {}
        return super().render_change_form(request, context | around, *args, **kwargs)

    def panel(self, request: HttpRequest, image: Image) -> dict[str, Any]:
        """Return what the panel's template needs."""
        may = self.has_change_permission(request, image) and may_decide(request)
        return {"image": image, "around": surroundings(image), "may_decide": may}

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide without touching the form's words, and send the panel as it is now."""
        image = get_object_or_404(Image, pk=pk)
        if request.method != "POST":
            return redirect("admin:gallery_image_change", pk)
        said = self.act(request, image)
        return render(request, "gallery/desk/_panel.html", {**self.panel(request, image), "said": said})

    def response_change(self, request: HttpRequest, obj: Image) -> HttpResponse:
        """After the words are saved, decide if it was such a button; that is the way without JavaScript."""
        if "_decide" not in request.POST:
            return super().response_change(request, obj)
        self.message_user(request, f"Your changes are saved. {self.act(request, obj)}", messages.SUCCESS)
        return redirect(f"{reverse('admin:gallery_image_change', args=[obj.pk])}#around")

    def act(self, request: HttpRequest, image: Image) -> str:
        """Do what a button says, and return it as a sentence."""
        if not (self.has_change_permission(request, image) and may_decide(request)):
            raise PermissionDenied
        click = Click.of(request.POST.get("_decide", ""))
        if image.pk not in (click.page, click.other):
            raise BadRequest(f"A decision made here is about image {image.pk}, got {click.page} and {click.other}.")
        try:
            changed = deciding.decide(request.user, click.page, click.other, click.what)
        except deciding.ImageGone:
            return GONE
        titles = dict(Image.objects.filter(pk__in=[click.page, click.other]).values_list("pk", "title"))
        sentence = SAID[click.what] if changed else NOTHING_CHANGED
        return sentence.format(page=titles.get(click.page, "?"), other=titles.get(click.other, "?"))
