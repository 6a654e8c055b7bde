"""Small pictures for the desk's lists."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from gallery.models import Image

THUMBNAIL_PIXELS = 96


def thumbnail(image: Image, *, longest: int = THUMBNAIL_PIXELS) -> SafeString:
    """Return an image element whose longer side is so many pixels, with the proportions kept."""
    scale = longest / max(image.width, image.height)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy" class="thumbnail">',
        image.rendition_url(longest),
        max(1, round(image.width * scale)),
        max(1, round(image.height * scale)),
        image.alt,
    )
