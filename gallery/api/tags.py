"""Tags as programs read and change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from gallery import tagging
from gallery.api import journal
from gallery.api.auth import allow, anyone, may, token
from gallery.api.fresh import Fresh, unchanged
from gallery.api.pages import as_page, found_page
from gallery.api.parameters import Id
from gallery.api.problems import Problem, responses
from gallery.api.schemas import Page, TagOut
from gallery.api.wanted import PageWanted, TagChanges
from gallery.models import Image, Tag, tag_slug
from gallery.querysets import TagQuerySet
from gallery.tag_bar import COUNTED
from gallery.versions import catalogue

router = Router(tags=["Tags"])


@router.get("tags", response=responses({200: Page[TagOut], 304: None}, problems=(404,)), auth=anyone)
def list_tags(request: HttpRequest, response: HttpResponse, wanted: Query[PageWanted]) -> Any:
    """List the tags by name, with how many published images have each.

    In a catalogue so large that counting takes long, the numbers may be some minutes old, as those of the gallery are.
    """
    everything, now = may(request, "gallery.view_tag"), catalogue()
    counted = COUNTED.at_hand(now)
    fresh = Fresh.of(request, everything, counted.version if counted else now.version, now=now)
    known = unchanged(request, fresh.tag)
    response.headers["ETag"] = fresh.tag
    tags = Tag.objects.all() if everything else Tag.objects.in_use()
    return known or page_of(request, tags, (counted or COUNTED.count(now)).uses, wanted)


@router.patch("tags/{tag_id}", response=responses({200: TagOut}, problems=(404, 409)), auth=token("write"))
def rename_tag(request: HttpRequest, tag_id: Id, changes: TagChanges) -> Any:
    """Call a tag otherwise, on all its images; 409 names the tag that has the name already."""
    allow(request, "gallery.change_tag")
    with transaction.atomic():
        tag = locked(tag_id)
        refuse_twin(tag, changes.name)
        if tag.name != changes.name:
            tag.name = changes.name
            tag.save()
            tagging.touch_all_with([tag])
            journal.note_changed(request, [tag], ["name"])
    return told(tag, request, Image.objects.published().tagged(tag.slug, key=tag.pk).count())


@router.delete("tags/{tag_id}", response=responses({204: None}, problems=(404,)), auth=token("delete"))
def delete_tag(request: HttpRequest, tag_id: Id) -> Any:
    """Delete a tag, which takes it from all its images."""
    allow(request, "gallery.delete_tag")
    with transaction.atomic():
        tag = locked(tag_id)
        tagging.touch_all_with([tag])
        journal.note_deleted(request, tag)
        tag.delete()
    return Status(204, None)


def page_of(request: HttpRequest, tags: TagQuerySet, uses: Mapping[int, int], wanted: PageWanted) -> dict[str, Any]:
    """Return a page of tags, by name."""
    page = found_page(Paginator(tags.order_by("name"), wanted.size), wanted.page)
    return as_page(request, page, [told(tag, request, uses.get(tag.pk, 0)) for tag in page])


def told(tag: Tag, request: HttpRequest, images: int) -> dict[str, Any]:
    """Return what is told of a tag."""
    url = request.build_absolute_uri(tag.get_absolute_url())
    return {"id": tag.pk, "name": tag.name, "slug": tag.slug, "images": images, "url": url}


def locked(pk: int) -> Tag:
    """Return a tag that nobody else changes until the transaction ends."""
    tag = Tag.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if tag is None:
        raise Problem(404, "No such tag", f"There is no tag {pk}. Look at /api/tags for those there are.")
    return tag


def refuse_twin(tag: Tag, name: str) -> None:
    """Raise a problem where another tag is called so, but for case or marks."""
    twin = Tag.objects.filter(slug=tag_slug(name)).exclude(pk=tag.pk).first()
    if twin is not None:
        raise Problem(409, "Name taken", f"The tag “{twin}” exists already; use that one.", tag_id=twin.pk)
