"""Images that look almost like another one: the same picture, perhaps, saved anew, made smaller or trimmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.template.defaultfilters import pluralize
from PIL import Image as Picture

from gallery import likeness, renditions, storage, uploads
from gallery.models import Image

SMALL = 320
MOST = 20
"""So many are told at most: of a film's frames each looks like a thousand others."""


def lookalikes_of(image: Image) -> tuple[Image, ...]:
    """Return the other images, drafts too, that look almost like this one: the most alike first, then the oldest."""
    look = image.perceptual_hash
    if look is None:
        return ()
    others = Image.objects.exclude(pk=image.pk).perhaps_looking_like(look).values_list("perceptual_hash", "pk")
    near = sorted((likeness.distance(look, other), pk) for other, pk in others.order_by() if other is not None)
    found = [pk for distance, pk in near if distance <= likeness.MAX_DISTANCE][:MOST]
    images = Image.objects.in_bulk(found)
    return tuple(images[pk] for pk in found if pk in images)


def named(images: Sequence[Image]) -> str:
    """Return which images these are: the first by its title, the others by their number."""
    first, others = images[0], len(images) - 1
    return f"#{first.pk}, “{first}”" + (f", and {others} other image{pluralize(others)}" if others else "")


def fill_in() -> Iterator[tuple[Image, str]]:
    """Look at every image whose look nobody has kept yet; yield each with the reason why it cannot be read, or none."""
    for image in Image.objects.filter(perceptual_hash=None).order_by("pk").iterator():
        try:
            look = look_of(image)
        except Exception as error:  # noqa: BLE001 - a storage or a decoder may raise anything; the rest goes on
            yield image, uploads.reason_in(error)
            continue
        Image.objects.filter(pk=image.pk, content_hash=image.content_hash).update(perceptual_hash=look)
        yield image, ""


def look_of(image: Image) -> int | None:
    """Return the look of an image's smallest rendition, which is that of its original to a bit or two."""
    name = renditions.name_for(image.content_hash, renditions.width_for(image.width, SMALL))
    with storage.renditions().open(name) as file, Picture.open(file) as picture:
        return likeness.hash_of(picture)
