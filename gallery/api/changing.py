"""Words, tags and state of images as programs change them: the same rights and limits as at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from gallery.api import journal
from gallery.api.auth import allow, may
from gallery.api.fresh import refuse_if_changed
from gallery.api.problems import Problem
from gallery.api.seeing import no_such_image
from gallery.api.telling import tag_of, told
from gallery.api.wanted import Changes, ChangesOfOne
from gallery.locks import take_turns_at_deleting
from gallery.models import CuratedPair, Image, Tag, tag_slug

NOT_TAKEN = "Nothing was changed."


def locked(ids: Iterable[int]) -> dict[int, Image]:
    """Return images by number, which nobody else changes until the transaction ends."""
    rows = Image.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    return {image.pk: image for image in rows.prefetch_related("tags")}


def locked_as_known(request: HttpRequest, pk: int) -> Image:
    """Return one image, locked, if it is as the program knows it, where it says how that is."""
    image = locked([pk]).get(pk)
    if image is None:
        raise no_such_image(pk)
    refuse_if_changed(request, tag_of(told(image, request)))
    return image


@transaction.atomic
def change(request: HttpRequest, pk: int, changes: Changes) -> Image:
    """Change an image and return it."""
    image = locked_as_known(request, pk)
    refuse_publishing(request, image, changes)
    journal.note_changed(request, [image], make(request, image, changes.given()))
    return image


@transaction.atomic
def change_many(request: HttpRequest, wanted: list[ChangesOfOne]) -> list[Image]:
    """Change all these images or none, and return them."""
    images = locked(each.id for each in wanted)
    refuse_missing(wanted, images)
    refuse_named_twice(wanted)
    for each in wanted:
        refuse_publishing(request, images[each.id], each.changes)
    fields, changed = set[str](), list[Image]()
    for each in wanted:
        made = make(request, images[each.id], each.changes.given())
        fields.update(made)
        changed += [images[each.id]] if made else []
    journal.note_changed(request, changed, fields)
    return [images[each.id] for each in wanted]


def refuse_publishing(request: HttpRequest, image: Image, changes: Changes) -> None:
    """Raise a problem where visitors are to see an image, or not to, and the caller may not decide that."""
    if changes.given().get("published", image.published) != image.published:
        allow(request, "gallery.publish_image")


def refuse_missing(wanted: list[ChangesOfOne], images: dict[int, Image]) -> None:
    """Raise a problem that names each image that is not there."""
    errors = [
        {"where": f"body.{place}.id", "message": f"There is no image {each.id}."}
        for place, each in enumerate(wanted)
        if each.id not in images
    ]
    if errors:
        raise Problem(404, "No such image", f"{errors[0]['message']} {NOT_TAKEN}", errors=errors)


def refuse_named_twice(wanted: list[ChangesOfOne]) -> None:
    """Raise a problem that names each image that is there more than once."""
    first: dict[int, int] = {}
    errors = [
        {"where": f"body.{place}.id", "message": f"Image {each.id} is at {first[each.id]} already; name each once."}
        for place, each in enumerate(wanted)
        if first.setdefault(each.id, place) != place
    ]
    if errors:
        raise Problem(422, "Not valid", f"{errors[0]['message']} {NOT_TAKEN}", errors=errors)


def make(request: HttpRequest, image: Image, given: dict[str, Any]) -> list[str]:
    """Give an image what it is to have, and return which fields were not so before."""
    changed = [name for name, value in given.items() if name != "tags" and getattr(image, name) != value]
    for name in changed:
        setattr(image, name, given[name])
    tagged = "tags" in given and give_tags(request, image, given["tags"])
    if changed or tagged:
        image.save(update_fields=[*changed, "slug", "updated_at"])
    return [*changed, "tags"] if tagged else changed


def give_tags(request: HttpRequest, image: Image, names: list[str]) -> bool:
    """Give an image these tags and no other; return whether it had others."""
    if {tag.slug for tag in image.tags.all()} == {tag_slug(name) for name in names}:
        return False
    refuse_new_tags(request, names)
    image.tags.set(Tag.objects.named(names))
    return True


def refuse_new_tags(request: HttpRequest, names: Iterable[str]) -> None:
    """Raise a problem where somebody names tags that do not exist, and may not add any."""
    if may(request, "gallery.add_tag"):
        return
    slugs = {tag_slug(name): name for name in names}
    for slug in slugs.keys() - set(Tag.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
        detail = f"There is no tag “{slugs[slug]}” yet, and you may not add tags; choose one there is, see /api/tags."
        raise Problem(403, "Not allowed", detail, permission="gallery.add_tag")


@transaction.atomic
def delete(request: HttpRequest, pk: int) -> None:
    """Delete an image, with what was decided on it; its files go with the next collection of garbage."""
    take_turns_at_deleting()
    image = locked_as_known(request, pk)
    if CuratedPair.objects.naming(pk).exists():
        allow(request, "gallery.delete_curatedpair")
    journal.note_deleted(request, image)
    image.delete()
