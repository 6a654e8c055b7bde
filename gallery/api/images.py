"""Images as programs read and change them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Body, File, Form, Query, Router, Status
from ninja.files import UploadedFile

from gallery.api import changing, uploading
from gallery.api.auth import allow, anyone, token
from gallery.api.fresh import Fresh, unchanged
from gallery.api.listing import open_list
from gallery.api.parameters import Id
from gallery.api.problems import responses
from gallery.api.schemas import ChangedOut, ImageOut, NewImageOut, Page
from gallery.api.seeing import image_seen
from gallery.api.telling import tag_of, told
from gallery.api.wanted import Changes, ImagesWanted, ManyChanges, WordsOfUpload
from gallery.lookalikes import lookalikes_of
from gallery.models import Image

router = Router(tags=["Images"])

CHANGE = "gallery.change_image"


@router.get("images", response=responses({200: Page[ImageOut], 304: None}, problems=(404,)), auth=anyone)
def list_images(request: HttpRequest, response: HttpResponse, wanted: Query[ImagesWanted]) -> Any:
    """List images a page at a time: all, or those with words, with a tag, or changed since a moment.

    Without a token these are the published ones. A list by change goes on through `next` without missing what changes
    meanwhile; what was deleted is not in it.
    """
    fresh = Fresh.of(request)
    known = unchanged(request, fresh.tag)
    response.headers["ETag"] = fresh.tag
    return known or open_list(request, wanted, fresh.catalogue)


@router.get(
    "images/{image_id}", response=responses({200: ImageOut, 304: None}, problems=(404,)), auth=anyone, url_name="image"
)
def read_image(request: HttpRequest, response: HttpResponse, image_id: Id) -> Any:
    """Read one image. Its ETag goes with `If-Match` on a change that shall hold only for what you have read."""
    return answer(request, response, image_seen(request, image_id), conditional=True)


@router.post("images", response=responses({201: NewImageOut}, problems=(409, 413, 503)), auth=token("write"))
def add_image(
    request: HttpRequest, response: HttpResponse, file: File[UploadedFile], words: Form[WordsOfUpload]
) -> Any:
    """Add a picture. It passes the gate that every upload passes; the very same file again is refused with 409.

    `looks_like` names images that it almost looks like. What you leave out comes from the file itself.
    """
    allow(request, "gallery.add_image")
    image = uploading.add(request, file, words)
    response.headers["Location"] = request.build_absolute_uri(reverse("api:image", kwargs={"image_id": image.pk}))
    new = answer(request, response, image)
    return Status(201, {**new.model_dump(), "looks_like": [other.pk for other in lookalikes_of(image)]})


@router.patch("images/{image_id}", response=responses({200: ImageOut}, problems=(404, 412)), auth=token("write"))
def change_image(request: HttpRequest, response: HttpResponse, image_id: Id, changes: Changes) -> Any:
    """Change words, tags or the date of an image, or show it to visitors, which takes the right to publish."""
    allow(request, CHANGE)
    return answer(request, response, changing.change(request, image_id, changes))


@router.patch("images", response=responses({200: ChangedOut}, problems=(404,)), auth=token("write"))
def change_images(request: HttpRequest, wanted: Body[ManyChanges]) -> Any:
    """Change up to 200 images: all of them, or none where something is wrong with one; `errors` names each."""
    allow(request, CHANGE)
    changed = [told(image, request) for image in changing.change_many(request, wanted)]
    return {"items": changed, "count": len(changed)}


@router.put(
    "images/{image_id}/file",
    response=responses({200: ImageOut}, problems=(404, 409, 412, 413, 503)),
    auth=token("write"),
    openapi_extra={"requestBody": uploading.FORM_WITH_FILE},
)
def replace_file(request: HttpRequest, response: HttpResponse, image_id: Id) -> Any:
    """Give an image another file, its words stay. Of what visitors see, that takes the right to publish."""
    allow(request, CHANGE)
    return answer(request, response, uploading.replace(request, image_id, uploading.sent_file(request)))


@router.delete("images/{image_id}", response=responses({204: None}, problems=(404, 412)), auth=token("delete"))
def delete_image(request: HttpRequest, image_id: Id) -> Any:
    """Delete an image, with its list and what was decided on it."""
    allow(request, "gallery.delete_image")
    changing.delete(request, image_id)
    return Status(204, None)


def answer(request: HttpRequest, response: HttpResponse, image: Image, *, conditional: bool = False) -> Any:
    """Return what is told of an image under its ETag; where that is what was asked for, 304 if it is known already."""
    said = told(image, request)
    response.headers["ETag"] = tag = tag_of(said)
    return (unchanged(request, tag) if conditional else None) or said
