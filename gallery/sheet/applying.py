"""Changes that somebody has seen, into the catalogue: all of them, or none where it is not as it was shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from django.db import transaction

from gallery.models import Image
from gallery.sheet.cells import shortened
from gallery.sheet.columns import same
from gallery.sheet.differences import Change

IMAGES_AT_A_TIME = 500


class Stale(Exception):
    """The catalogue is not as it was shown: a sentence for each difference, and the changes as they would be now."""

    def __init__(self, sentences: list[str], changes: list[Change]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.changes = changes


def apply(changes: list[Change]) -> list[Image]:
    """Make these changes in one transaction and return the images; raise Stale where one of them was overtaken."""
    with transaction.atomic():
        overtaken, left, done = list[str](), list[Change](), list[Image]()
        for image, wanted in with_images(changes):
            for change in wanted:
                overtaken += overtaken_by(change, image)
            left += [replace(change, old=change.column.show(image)) for change in wanted if image is not None]
            if image is not None and not overtaken:
                make(image, wanted)
                done.append(image)
        if overtaken:
            raise Stale(overtaken, [change for change in left if not same(change.old, change.new)])
    return done


def with_images(changes: list[Change]) -> Iterator[tuple[Image | None, list[Change]]]:
    """Yield the changes image by image, in the order of their numbers, each image locked; None for one that is gone."""
    ordered = sorted(changes, key=lambda change: change.image_id)
    wanted = [(pk, list(group)) for pk, group in groupby(ordered, key=lambda change: change.image_id)]
    for start in range(0, len(wanted), IMAGES_AT_A_TIME):
        some = wanted[start : start + IMAGES_AT_A_TIME]
        locked = Image.objects.select_for_update().filter(pk__in=[pk for pk, _ in some]).order_by("pk")
        images = {image.pk: image for image in locked.prefetch_related("tags")}
        yield from ((images.get(pk), group) for pk, group in some)


def overtaken_by(change: Change, image: Image | None) -> list[str]:
    """Return a sentence where an image is gone, or does not have what was shown before the change."""
    if image is None:
        return [f"Line {change.line}: image {change.image_id} was deleted meanwhile."]
    now = change.column.show(image)
    if same(now, change.old):
        return []
    was, became = shortened(change.old), shortened(now)
    return [f"Line {change.line}: somebody changed the {change.heading} of image {image.pk} from {was} to {became}."]


def make(image: Image, wanted: list[Change]) -> None:
    """Give an image what it is to have."""
    for change in wanted:
        change.column.give(image, change.new)
    fields = {change.column.stored_in for change in wanted} - {"tags"}
    image.save(update_fields=[*fields, "slug", "updated_at"])
