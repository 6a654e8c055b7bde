"""The newest images as an Atom feed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy

from gallery.models import Image

NEWEST = 30
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NewestImages(Feed[Image, Any]):
    """The images that were added last, as far as visitors may see them, each with its picture."""

    feed_type = Atom1Feed
    title = gettext_lazy("Kindred: newest images")
    subtitle = gettext_lazy("A picture catalogue that knows what looks alike.")
    link = reverse_lazy("gallery:wall")
    description_template = "gallery/feed_entry.html"

    def items(self) -> list[Image]:
        return list(Image.objects.published().prefetch_related("tags").sorted_by("newest")[:NEWEST])

    def item_title(self, item: Any) -> str:
        return in_xml(item.title)

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        """Return what the template of an entry shows."""
        return {"image": known["item"]}

    def item_pubdate(self, item: Image) -> datetime:
        return item.uploaded_at

    def item_updateddate(self, item: Image) -> datetime:
        return item.updated_at

    def item_categories(self, item: Image) -> list[str]:
        return [in_xml(tag.name) for tag in item.tags.all()]


def in_xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold, not even escaped."""
    return NOT_IN_XML.sub("", text)
