"""A small API that has one operation of each sort, so that what all share is tested without the catalogue's own.

A module of addresses: `pytestmark = pytest.mark.urls("tests.gallery.api.small")`.
"""

from __future__ import annotations

import threading
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.urls import include, path
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from gallery.api import documentation
from gallery.api.auth import allow, anyone, token
from gallery.api.interface import Interface
from gallery.api.parameters import Id
from gallery.api.problems import Problem, responses

router = Router(tags=["Things"])
done: list[Any] = []
"""What the operations did, in order."""

at_work = threading.Event()
go_on = threading.Event()
"""An operation that waits says so by the first and goes on at the second."""


class ThingIn(Schema):
    """A thing to be made."""

    name: str
    parts: list[str] = Field(default_factory=list)


class ThingOut(Schema):
    """A thing and who made it."""

    name: str
    by: str


@router.get("things", auth=anyone, response=responses({200: list[str]}))
def list_things(request: HttpRequest, q: str = "") -> list[str]:
    """List who asks and what they may."""
    return [request.user.get_username(), *sorted(request.auth.scopes)]  # type: ignore[attr-defined]


@router.get("things/{pk}", auth=anyone, response=responses({200: list[int]}, problems=(404,)))
def read_thing(request: HttpRequest, pk: Id) -> list[int]:
    """Find nothing."""
    raise Http404


@router.post("things", auth=token("write"), response=responses({201: ThingOut}))
def make_thing(request: HttpRequest, thing: ThingIn) -> Status[Any]:
    """Make a thing."""
    allow(request, "gallery.add_image")
    done.append(thing.name)
    return Status(201, {"name": f"{thing.name} {len(done)}", "by": request.user.get_username()})


@router.post("files", auth=token("write"), response=responses({200: list[str]}))
def send_file(request: HttpRequest, file: File[UploadedFile], title: Form[str] = "") -> list[str]:
    """Take a file."""
    done.append(file.read())
    return [title, str(file.name), str(len(done))]


@router.post("slow", auth=token("write"), response=responses({200: list[int]}))
def wait(request: HttpRequest) -> list[int]:
    """Wait until somebody says to go on."""
    done.append("slow")
    at_work.set()
    assert go_on.wait(timeout=20)
    return [len(done)]


@router.post("broken", auth=token("write"), response=responses({200: list[int]}, problems=(409, 412)))
def fail(request: HttpRequest, how: str = "") -> list[int]:
    """Fail in one of several ways."""
    done.append(how)
    if how == "stale":
        raise Problem(412, "Changed meanwhile", "Read it again.")
    if how == "problem":
        raise Problem(409, "There already", "It is there already.", image_id=7)
    raise RuntimeError("a secret of ours")


@router.delete("things/{pk}", auth=token("delete"), response=responses({204: None}))
def delete_thing(request: HttpRequest, pk: Id) -> Status[None]:
    """Delete a thing."""
    allow(request, "gallery.delete_image")
    done.append(pk)
    return Status(204, None)


api = Interface(title="Small", version="1")
api.add_router("", router)

operations = [
    path("", documentation.page(api), name="docs"),
    path("openapi.json", documentation.schema(api), name="schema"),
    *api.addresses(),
]
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include((operations, "api"))),
    path("", include("gallery.urls")),
]
