"""Texts that break other programs go in as titles, names and tags, and come out on pages as they are."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from gallery import uploads
from gallery.models import Image
from tests.factories import picture_bytes
from tests.gallery.desk import change

NAUGHTY = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads" / "naughty-strings.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def images() -> dict[str, Image]:
    """Images by the text that is their title, their file's name and their tag; the bytes of all are the same."""
    if not NAUGHTY.exists():
        pytest.skip(f"{NAUGHTY} is not there")
    one = uploads.examine(picture_bytes(), "picture.png")
    found = {}
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        upload = dataclasses.replace(one, name=uploads.clean_name(text), content_hash=digest)
        if not Image.objects.filter(content_hash=digest).exists():
            found[text] = uploads.add(upload, title=uploads.clean_text(text), tags=[text])
    return found


def test_every_text_is_kept(images: dict[str, Image]) -> None:
    assert len(images) > 400
    for text, image in images.items():
        image.refresh_from_db()
        assert image.title
        assert image.original_name
        kept = uploads.clean_text(text)[:200]
        assert not kept or image.title == kept


def test_every_page_shows_them_and_runs_nothing(images: dict[str, Image], client: Client) -> None:
    for image in images.values():
        response = client.get(image.get_absolute_url())
        assert response.status_code == 200, image.title
        assert escape(image.title) in response.content.decode(), image.title
        assert "<script>alert" not in response.content.decode()


def test_the_wall_shows_them(images: dict[str, Image], client: Client) -> None:
    for number in range(1, len(images) // settings.GALLERY_PAGE_SIZE + 2):
        page = client.get("/", {"page": number})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_the_desk_shows_them(images: dict[str, Image], admin_client: Client) -> None:
    for text in ("<script>alert(123)</script>", "\u202etest\u202e", "'; DROP TABLE users", "\ufeff"):
        if text in images:
            assert admin_client.get(change(images[text])).status_code == 200
    assert "<script>alert" not in admin_client.get("/admin/gallery/image/").content.decode()
