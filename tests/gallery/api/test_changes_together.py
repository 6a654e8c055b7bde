"""Two programs change one image at once: with `If-Match` one of them is told, without it both changes hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.api.calling import person, send, showing, token_of

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def change(shown: str, address: str, body: dict[str, Any], **headers: str) -> int:
    """Change an image in a thread of its own, and return the status."""
    try:
        return int(send(showing(shown), address, body, method="PATCH", **headers).status_code)
    finally:
        connections.close_all()


def test_of_changes_to_what_was_read_one_holds(client: Client) -> None:
    shown, image = token_of(person(superuser=True))[1], make_image(title="Boat")
    address = f"/api/images/{image.pk}"
    known = {"If-Match": client.get(address)["ETag"]}
    bodies = [{"title": f"Boat {number}"} for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda body: change(shown, address, body, **known), bodies))
    assert sorted(answers) == [200, *[412] * (AT_ONCE - 1)]
    assert Image.objects.get().title == bodies[answers.index(200)]["title"]


def test_changes_of_different_fields_all_hold() -> None:
    shown, image = token_of(person(superuser=True))[1], make_image(title="Boat")
    bodies: list[dict[str, Any]] = [{"title": "Red boat"}, {"description": "At dawn"}, {"alt_text": "A boat"}]
    with ThreadPoolExecutor(len(bodies)) as threads:
        answers = list(threads.map(partial(change, shown, f"/api/images/{image.pk}"), bodies))
    assert answers == [200, 200, 200]
    changed = Image.objects.get()
    assert (changed.title, changed.description, changed.alt_text) == ("Red boat", "At dawn", "A boat")
