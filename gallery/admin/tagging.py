"""Tags for the chosen images: two actions of the list, each with a page that asks which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.template.response import TemplateResponse

from gallery import tagging
from gallery.models import Image, Tag, tag_slug
from gallery.uploads import clean_text

MOST_OFFERED = 100
PICTURES_SHOWN = 12
LONGEST_TAG = 64


class TagsForm(forms.Form):
    """Which tags: chosen from those that exist, or written."""

    tags: forms.ModelMultipleChoiceField[Tag] = forms.ModelMultipleChoiceField(Tag.objects.all(), required=False)
    names = forms.CharField(
        required=False, max_length=2000, label="Others", widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    may_make = False
    unknown = "The chosen images have no tag “{}”."

    def clean_names(self) -> list[str]:
        """Return the names that were written."""
        names = [name for part in self.cleaned_data["names"].split(",") if (name := clean_text(part))]
        for name in names:
            if len(name) > LONGEST_TAG:
                raise ValidationError(f"A tag may have at most {LONGEST_TAG} characters, “{name}” has {len(name)}.")
            if not self.may_make and not self.fields["tags"].queryset.filter(slug=tag_slug(name)).exists():  # type: ignore[attr-defined]
                raise ValidationError(self.unknown.format(name))
        return names

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.cleaned_data["tags"] or self.cleaned_data["names"]):
            raise ValidationError("Choose a tag, or write one.")
        return self.cleaned_data

    def chosen(self) -> list[Tag]:
        """Return the tags, new ones made."""
        written = Tag.objects.named(self.cleaned_data["names"])
        return sorted({*self.cleaned_data["tags"], *written}, key=lambda tag: tag.name.casefold())


class AddingForm(TagsForm):
    """Any tag of the catalogue, found as one types, and new ones for those who may make them."""

    unknown = "There is no tag “{}”, and making one takes a right that you do not have."

    def __init__(self, data: Any, request: HttpRequest, images: QuerySet[Image]) -> None:
        super().__init__(data)
        self.may_make = request.user.has_perm("gallery.add_tag")
        self.fields["tags"].widget = widget = AutocompleteSelectMultiple(Image._meta.get_field("tags"), admin.site)
        widget.choices = self.fields["tags"].choices  # type: ignore[attr-defined]
        self.fields["tags"].help_text = "Type a few letters of a tag."
        self.fields["names"].label = "New tags" if self.may_make else "Tags by name"
        self.fields["names"].help_text = "With commas between. A name that exists is not made twice."


class RemovingForm(TagsForm):
    """The tags that the chosen images have, the commonest to tick, any by name."""

    def __init__(self, data: Any, request: HttpRequest, images: QuerySet[Image]) -> None:
        super().__init__(data)
        used = tagging.Tagged.objects.filter(image__in=images.order_by().values("pk"))
        field = self.fields["tags"]
        field.queryset = Tag.objects.filter(pk__in=used.values("tag"))  # type: ignore[attr-defined]
        counted = used.values_list("tag", "tag__name").annotate(uses=Count("pk")).order_by("-uses", "tag__name")
        rows = list(counted[: MOST_OFFERED + 1])
        field.widget = forms.CheckboxSelectMultiple(attrs={"class": "tags-to-tick"})
        field.widget.choices = [(pk, f"{name} ({uses})") for pk, name, uses in rows[:MOST_OFFERED]]
        self.fields["names"].help_text = "By name, with commas between."
        if len(rows) <= MOST_OFFERED:
            del self.fields["names"]
            self.empty = not rows

    def chosen(self) -> list[Tag]:
        self.cleaned_data.setdefault("names", [])
        return super().chosen()

    def clean(self) -> dict[str, Any]:
        self.cleaned_data.setdefault("names", [])
        return super().clean()


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One of the two actions, with its words."""

    action: str
    heading: str
    button: str
    form: type[AddingForm | RemovingForm]
    do: Callable[[QuerySet[Image], list[Tag]], int]
    done: str
    nothing: str


ADDING = Deed(
    action="tag",
    heading="Tag {}",
    button="Add these tags",
    form=AddingForm,
    do=tagging.add,
    done="{images} tagged {tags}.",
    nothing="The chosen images have {tags} already.",
)
REMOVING = Deed(
    action="untag",
    heading="Take tags from {}",
    button="Take these tags away",
    form=RemovingForm,
    do=tagging.remove,
    done="{tags} taken from {images}.",
    nothing="None of the chosen images has {tags} any more.",
)


@admin.action(description="Add tags…", permissions=["change"])
def tag(desk: admin.ModelAdmin[Image], request: HttpRequest, images: QuerySet[Image]) -> TemplateResponse | None:
    """Ask which tags the chosen images are to get, and give them."""
    return ask_or_do(ADDING, desk, request, images)


@admin.action(description="Take tags away…", permissions=["change"])
def untag(desk: admin.ModelAdmin[Image], request: HttpRequest, images: QuerySet[Image]) -> TemplateResponse | None:
    """Ask which tags the chosen images are to lose, and take them."""
    return ask_or_do(REMOVING, desk, request, images)


def ask_or_do(
    deed: Deed, desk: admin.ModelAdmin[Image], request: HttpRequest, images: QuerySet[Image]
) -> TemplateResponse | None:
    """Do what was asked for on the page before; else show that page, which comes back to the same list."""
    form = deed.form(request.POST if "confirmed" in request.POST else None, request, images)
    if form.is_valid():
        tags = form.chosen()
        count = deed.do(images, tags)
        words = {"images": images_in_words(count), "tags": ", ".join(f"“{tag}”" for tag in tags)}
        level = messages.SUCCESS if count else messages.WARNING
        desk.message_user(request, (deed.done if count else deed.nothing).format(**words), level)
        return None
    count = images.count()
    context = {
        **desk.admin_site.each_context(request),
        "title": deed.heading.format(images_in_words(count)),
        "opts": desk.opts,
        "deed": deed,
        "form": form,
        "media": desk.media + form.media,
        "pictures": images[:PICTURES_SHOWN],
        "more": max(0, count - PICTURES_SHOWN),
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "gallery/desk/tags_for_many.html", context)


def images_in_words(count: int) -> str:
    """Return a number of images in words."""
    return f"{count:,} image{pluralize(count)}"
