"""The same file from two programs: one is in the catalogue, and the other is told so, however close they are."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from gallery import importing
from gallery.models import Image
from gallery.uploads import Upload
from tests.factories import make_image, upload_image
from tests.gallery.api.calling import problem, program
from tests.gallery.desk import file

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


def add(client: Client) -> Any:
    return client.post("/api/images", {"file": file(colour="red")})


def replace(client: Client) -> Any:
    form = encode_multipart(BOUNDARY, {"file": file(colour="red")})
    return client.put(f"/api/images/{make_image().pk}/file", form, content_type=MULTIPART_CONTENT)


@pytest.mark.parametrize("send", [add, replace])
def test_a_file_that_is_known_is_not_even_looked_at(
    curator: Client, monkeypatch: pytest.MonkeyPatch, send: Any
) -> None:
    known, looked_at = upload_image(colour="red"), list[str]()
    monkeypatch.setattr(importing, "prepare", lambda content, name: looked_at.append(name))
    assert problem(send(curator))["image_id"] == known.pk
    assert looked_at == []


@pytest.mark.parametrize("send", [add, replace])
def test_one_that_came_in_while_this_one_was_looked_at_was_first(
    curator: Client, monkeypatch: pytest.MonkeyPatch, send: Any
) -> None:
    prepare = importing.prepare

    def prepare_slowly(content: bytes, name: str) -> Upload:
        prepared = prepare(content, name)
        make_image(title="First", content_hash=prepared.content_hash)
        return prepared

    monkeypatch.setattr(importing, "prepare", prepare_slowly)
    said = problem(send(curator))
    assert (said["status"], said["image_id"]) == (409, Image.objects.get(title="First").pk)
