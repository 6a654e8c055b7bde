"""Tags for many images at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gallery.locks import locked
from gallery.models import Image, Tag

Tagged = Image.tags.through


def add(images: QuerySet[Image], tags: Iterable[Tag]) -> int:
    """Give the images these tags and return how many lacked one of them."""
    wanted, changed = list(tags), 0
    with transaction.atomic():
        for some in locked(images):
            had = set(Tagged.objects.filter(image__in=some, tag__in=wanted).values_list("image_id", "tag_id"))
            lacking = [(pk, tag.pk) for pk in some for tag in wanted if (pk, tag.pk) not in had]
            rows = [Tagged(image_id=image, tag_id=tag) for image, tag in lacking]
            Tagged.objects.bulk_create(rows, ignore_conflicts=True)
            changed += touch({image for image, _ in lacking})
    return changed


def remove(images: QuerySet[Image], tags: Iterable[Tag]) -> int:
    """Take these tags from the images and return how many had one of them."""
    wanted, changed = list(tags), 0
    with transaction.atomic():
        for some in locked(images):
            rows = Tagged.objects.filter(image__in=some, tag__in=wanted)
            having = set(rows.values_list("image_id", flat=True))
            rows.delete()
            changed += touch(having)
    return changed


def touch_all_with(tags: Iterable[Tag]) -> int:
    """Note that the images with these tags were changed now: one of their tags is called otherwise, or goes."""
    with transaction.atomic():
        tagged = Tagged.objects.filter(tag__in=list(tags)).values("image_id")
        return sum(touch(set(some)) for some in locked(Image.objects.filter(pk__in=tagged)))


def touch(changed: set[int]) -> int:
    """Note that images were changed now, and return how many."""
    return Image.objects.filter(pk__in=changed).update(updated_at=timezone.now())
