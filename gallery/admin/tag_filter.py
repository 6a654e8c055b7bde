"""The filter by tag: the commonest to click, any other to find as one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from gallery.models import Image, Tag

MOST_OFFERED = 30
NONE = "none"


class AnyTagForm(forms.Form):
    """One tag of however many there are; the desk's own search finds it."""

    tag: forms.ModelChoiceField[Tag] = forms.ModelChoiceField(
        Tag.objects.all(),
        required=False,
        label="Any tag",
        widget=AutocompleteSelect(Image._meta.get_field("tags"), admin.site, attrs={"id": "id_any_tag"}),
    )


class TagFilter(admin.SimpleListFilter):
    """Images with a tag, and those without any."""

    title = "tag"
    parameter_name = "tag"
    template = "gallery/desk/tag_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the commonest tags by name, and the chosen one."""
        used = Image.tags.through.objects.values("tag").annotate(uses=Count("pk")).order_by("-uses", "tag")
        offered = [row["tag"] for row in used[:MOST_OFFERED]]
        chosen = self.value() or ""
        if chosen.isdecimal() and len(chosen) < 19:
            offered.append(int(chosen))
        names = Tag.objects.filter(pk__in=offered).values_list("pk", "name")
        return [(NONE, "Without tags"), *((str(pk), name) for pk, name in names)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        tagged = Image.tags.through.objects
        if self.value() == NONE:
            return queryset.exclude(pk__in=tagged.values("image"))
        if self.value() in dict(self.lookup_choices):
            return queryset.filter(pk__in=tagged.filter(tag=int(self.value() or 0)).values("image"))
        return queryset.none() if self.value() else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Give the template the form as well, with what else narrows the list."""
        others = {name: values for name, values in changelist.filter_params.items() if name != self.parameter_name}
        self.others = [(name, value) for name, values in others.items() for value in values]
        known = {value for value, _ in self.lookup_choices} - {NONE}
        self.form = AnyTagForm(initial={"tag": self.value() if self.value() in known else None})
        return super().choices(changelist)
