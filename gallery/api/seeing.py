"""Which images a caller sees: visitors the published ones, and drafts too who may look at images on the desk."""

from __future__ import annotations

from django.http import HttpRequest

from gallery.api.auth import may
from gallery.api.problems import Problem
from gallery.models import Image
from gallery.querysets import ImageQuerySet


def may_see_drafts(request: HttpRequest) -> bool:
    """Return whether a caller may see images that visitors do not."""
    return may(request, "gallery.view_image") or may(request, "gallery.change_image")


def seen_by(request: HttpRequest) -> ImageQuerySet:
    """Return the images that a caller may see."""
    return Image.objects.all() if may_see_drafts(request) else Image.objects.published()


def image_seen(request: HttpRequest, pk: int) -> Image:
    """Return an image with its tags; raise the problem that it is not there, or not for this caller."""
    image = seen_by(request).prefetch_related("tags").filter(pk=pk).first()
    if image is None:
        raise no_such_image(pk)
    return image


def no_such_image(pk: int) -> Problem:
    """Return what is said of an image that is not there; of a draft the same, to those who may not see it."""
    detail = f"There is no image {pk} that you may see. Look at /api/images for what there is."
    return Problem(404, "No such image", detail)
