"""The curators' desk as a test uses it: addresses, forms, and what a list shows."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gallery.models import Image
from tests.factories import picture_bytes

LIST = "/admin/gallery/image/"
ADD = "/admin/gallery/image/add/"
UPLOAD = "/admin/gallery/image/upload/"


def change(image: Image) -> str:
    """Return the address of an image's page on the desk."""
    return reverse("admin:gallery_image_change", args=[image.pk])


def file(name: str = "boat.png", content: bytes | None = None, **picture: Any) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, picture_bytes(**picture) if content is None else content)


def form(**fields: Any) -> dict[str, Any]:
    """Return what the form of an image sends, empty but for the fields given."""
    inline = {"recommendations-TOTAL_FORMS": 0, "recommendations-INITIAL_FORMS": 0}
    empty = {"title": "", "description": "", "alt_text": "", "published": "on", "taken_at_0": "", "taken_at_1": ""}
    return inline | empty | fields


def staff(client: Client, *codenames: str, group: str = "") -> Client:
    """Log somebody in who has these permissions or is in this group."""
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    user.groups.set(Group.objects.filter(name=group))
    client.force_login(user)
    return client


def listed(response: Any) -> list[int]:
    """Return the ids of the images in the desk's list, in order, each once."""
    found = re.findall(r'href="/admin/gallery/image/(\d+)/change/', response.content.decode())
    return list(dict.fromkeys(map(int, found)))
