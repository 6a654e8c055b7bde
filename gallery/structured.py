"""What search engines read of an image: schema.org's ImageObject as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gallery.models import Image, Tag

AS_TEXT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
"""Written so, no text ends the script element it stands in."""


def image_object(image: Image, tags: Iterable[Tag], *, absolute: Callable[[str], str]) -> dict[str, Any]:
    """Return an image as an ImageObject; `absolute` gives an address its scheme and host."""
    facts = {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "name": image.title,
        "description": image.description or image.alt,
        "url": absolute(image.get_absolute_url()),
        "contentUrl": absolute(image.rendition_url(2560)),
        "thumbnailUrl": absolute(image.rendition_url(320)),
        "encodingFormat": "image/webp",
        "uploadDate": image.uploaded_at.isoformat(),
        "dateCreated": image.taken_at.isoformat() if image.taken_at else "",
        "keywords": ", ".join(tag.name for tag in tags),
    }
    return {name: fact for name, fact in facts.items() if fact}


def script(facts: dict[str, Any]) -> SafeString:
    """Return facts as the element that search engines look for; a browser does not run it."""
    text = json.dumps(facts, ensure_ascii=False).translate(AS_TEXT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
