"""An upload may be sent again and again under its key: one picture comes of it, and every answer is the first one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from gallery.models import Image
from tests.factories import picture_bytes
from tests.gallery.api.calling import problem, program

pytestmark = pytest.mark.django_db


def upload(client: Client, key: str, *, colour: str = "teal", replacing: int | None = None) -> Any:
    """Send a picture as a new image, or as another file of one."""
    form = {"file": SimpleUploadedFile("boat.png", picture_bytes(colour=colour))}
    address, method = ("/api/images", "POST") if replacing is None else (f"/api/images/{replacing}/file", "PUT")
    headers = {"Idempotency-Key": key} if key else {}
    return client.generic(method, address, encode_multipart(BOUNDARY, form), MULTIPART_CONTENT, headers=headers)


def test_an_upload_sent_again_is_not_refused_as_a_duplicate() -> None:
    client = program(superuser=True)
    first, again = upload(client, "k"), upload(client, "k")
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert problem(upload(client, ""))["image_id"] == first.json()["id"]


def test_a_file_replaced_again_is_replaced_once() -> None:
    client = program(superuser=True)
    image = upload(client, "k").json()["id"]
    first = upload(client, "l", colour="navy", replacing=image)
    upload(client, "m", colour="gold", replacing=image)
    assert upload(client, "l", colour="navy", replacing=image).content == first.content
    assert Image.objects.get().content_hash != first.json()["content_hash"]
    assert problem(upload(client, "l", colour="pink", replacing=image))["title"] == "Key used for another request"


@pytest.mark.django_db(transaction=True)
def test_equal_uploads_at_the_same_moment_make_one_image() -> None:
    client = program(superuser=True)

    def send(_: int) -> Any:
        try:
            return upload(client, "k")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(6)))
    titles = {problem(each)["title"] for each in answers if each.status_code != 201}
    assert (titles <= {"Still at work"}, Image.objects.count()) == (True, 1)
    assert {each.content for each in answers if each.status_code == 201} == {upload(client, "k").content}
