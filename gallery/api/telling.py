"""Images as answers tell of them."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from gallery import renditions
from gallery.api.schemas import ImageOut, RenditionOut
from gallery.conditional import shaping_settings
from gallery.models import Image

ADDRESSES = {"url", "renditions"}


def told(image: Image, request: HttpRequest) -> ImageOut:
    """Return an image, whose tags should have been fetched; addresses are whole, for programs elsewhere."""
    return ImageOut(
        id=image.pk,
        title=image.title,
        description=image.description,
        alt_text=image.alt_text,
        tags=sorted((tag.name for tag in image.tags.all()), key=lambda name: (name.casefold(), name)),
        taken_at=image.taken_at,
        uploaded_at=image.uploaded_at,
        updated_at=image.updated_at,
        published=image.published,
        width=image.width,
        height=image.height,
        format=image.format,
        byte_size=image.byte_size,
        content_hash=image.content_hash,
        dominant_colour=image.dominant_colour,
        renditions=copies_of(image, request),
        url=request.build_absolute_uri(image.get_absolute_url()),
    )


def copies_of(image: Image, request: HttpRequest) -> list[RenditionOut]:
    """Return the copies that pages show, narrowest first."""
    return [
        RenditionOut(width=width, url=request.build_absolute_uri(renditions.url(image.content_hash, width)))
        for width in renditions.widths_for(image.width)
    ]


def tag_of(image: ImageOut) -> str:
    """Return the ETag of an image: it changes with what is told of it, wherever the telling was asked for.

    Addresses depend on where that was, and otherwise on settings alone.
    """
    said = f"{image.model_dump_json(exclude=ADDRESSES)} {shaping_settings()}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
