"""Alternative texts, one image after another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from gallery.models import Image

QUEUE = "admin:gallery_image_alt_texts"
EMPTY = "An alternative text is required, none came; write one, or choose Skip."
GONE = "The image was deleted meanwhile, so its alternative text was not kept: “{text}”"
TAKEN = "Somebody wrote one meanwhile: “{theirs}”. Yours is still in the field; save it again to replace theirs."
TAKEN_AWAY = "Somebody removed the alternative text meanwhile. Yours is still in the field; save it again to keep it."


class AltTextForm(forms.Form):
    """One image's alternative text, with the one that its writer saw."""

    image = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    alt_text = forms.CharField(
        label="Alternative text",
        max_length=400,
        error_messages={"required": EMPTY},
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True, "data-saves": True}),
        help_text="Say in one sentence what matters in the picture to somebody who cannot see it, without “image of”.",
    )

    def clean_alt_text(self) -> str:
        """Return the text in one line."""
        return " ".join(str(self.cleaned_data["alt_text"]).split())


@dataclass(frozen=True, kw_only=True)
class Place:
    """An image in the queue, with the ones on either side of it."""

    image: Image | None
    before: Image | None
    behind: Image | None
    left: int
    total: int

    @property
    def written(self) -> int:
        return self.total - self.left


class AltTextQueue(admin.ModelAdmin[Image]):
    """The page that shows one image without alternative text after another."""

    def get_urls(self) -> list[URLPattern]:
        address = path("alt-texts/", self.admin_site.admin_view(self.alt_texts), name="gallery_image_alt_texts")
        return [address, *super().get_urls()]

    def alt_texts(self, request: HttpRequest) -> HttpResponse:
        """Show an image without alternative text, or take the text that somebody wrote and go on."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.take(request)
        place = place_of(number(request.GET.get("image", "")), came_from=number(request.GET.get("from", "")))
        return self.show(request, place, form_for(place.image) if place.image else None)

    def take(self, request: HttpRequest) -> HttpResponse:
        """Save a text and go on to the next image; one that cannot be saved stays in the field."""
        form = AltTextForm(request.POST)
        place = place_of(number(request.POST.get("image", "")))
        text = form.data.get("alt_text", "")
        if place.image is None or str(place.image.pk) != request.POST.get("image"):
            self.message_user(request, GONE.format(text=text), messages.ERROR)
            return redirect(QUEUE)
        if not form.is_valid():
            return self.show(request, place, form)
        seen, wanted = form.cleaned_data["seen"], form.cleaned_data["alt_text"]
        if not write(place.image, wanted, seen=seen):
            place.image.refresh_from_db()
            return self.show(request, place, conflicting(form, place.image.alt_text))
        self.log_change(request, place.image, "Changed the alternative text.")
        self.message_user(request, f"Saved for “{place.image}”: {wanted}")
        onward = {"image": place.behind.pk} if place.behind else {}
        return redirect(f"{reverse(QUEUE)}?{urlencode({**onward, 'from': place.image.pk})}")

    def show(self, request: HttpRequest, place: Place, form: AltTextForm | None) -> HttpResponse:
        """Show the page of an image in the queue, or that none is left."""
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,  # the picture wants the room
            "title": "Alternative texts",
            "opts": self.opts,
            "place": place,
            "image": place.image,
            "form": form,
        }
        return render(request, "gallery/desk/alt_texts.html", context)


def number(text: str) -> int:
    """Return the number of an image in an address, or 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def place_of(pk: int, *, came_from: int = 0) -> Place:
    """Return the place of an image in the queue; without such an image, that of the first one."""
    missing = Image.objects.without_alt_text()
    image = Image.objects.filter(pk=pk).first() or missing.first()
    left, total = missing.count(), Image.objects.count()
    if image is None:
        return Place(image=None, before=None, behind=None, left=left, total=total)
    before = Image.objects.filter(pk=came_from).exclude(pk=image.pk).first() or missing.before(image).last()
    others = missing.exclude(pk=image.pk)
    return Place(
        image=image, before=before, behind=others.behind(image).first() or others.first(), left=left, total=total
    )


def form_for(image: Image) -> AltTextForm:
    """Return the form of an image as it is."""
    return AltTextForm(initial={"image": image.pk, "seen": image.alt_text, "alt_text": image.alt_text})


def conflicting(form: AltTextForm, theirs: str) -> AltTextForm:
    """Return the form with its text kept, and with the other text told and taken as seen."""
    again = AltTextForm({"image": form.data["image"], "alt_text": form.data["alt_text"], "seen": theirs})
    again.full_clean()
    again.add_error("alt_text", TAKEN.format(theirs=theirs) if theirs else TAKEN_AWAY)
    return again


def write(image: Image, text: str, *, seen: str) -> bool:
    """Write an alternative text where it still is what its writer saw; return whether it was."""
    rows = Image.objects.filter(pk=image.pk, alt_text=seen)
    return bool(rows.update(alt_text=text, updated_at=timezone.now()))
