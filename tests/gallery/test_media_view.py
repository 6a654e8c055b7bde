"""Renditions are served for ever to anybody; nothing else of the media folder is served at all."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import storages
from django.test import Client
from PIL import Image as Picture
from pytest_django import Settings

from gallery.models import Image
from tests.factories import upload_image
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def image() -> Image:
    return upload_image(colour="crimson", size=(400, 300))


def test_a_rendition_may_be_kept_for_ever_and_is_what_it_says(client: Client, image: Image) -> None:
    response = client.get(image.rendition_url(320))
    with Picture.open(io.BytesIO(response.getvalue())) as picture:
        assert (response.status_code, picture.format, picture.width) == (200, "WEBP", 320)
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_every_rendition_a_page_offers_is_there(client: Client, image: Image) -> None:
    addresses = [offer.split()[0] for offer in image.srcset.split(", ")]
    assert len(addresses) == 2
    assert {len(client.get(address).getvalue()) > 0 for address in addresses} == {True}


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "../originals/{original}",
        "..%2Foriginals%2F{original}",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "00/" + "0" * 64 + "-320.webp",
        "{hash:.2}/{hash}-321.webp",
        "{hash:.2}/{hash}-320.webp%00",
    ],
)
def test_any_other_name_is_not_found(client: Client, image: Image, name: str) -> None:
    path = name.format(original=image.original.name, hash=image.content_hash)
    assert client.get(f"/media/renditions/{path}").status_code == 404


def test_no_address_leads_to_an_original(client: Client, image: Image) -> None:
    name = image.original.name
    addresses = [storages["originals"].url(name), f"/originals/{name}", f"/static/{name}", f"/media/{name}"]
    assert storages["originals"].exists(name)
    assert {client.get(address).status_code for address in addresses} == {404}


def test_with_a_bucket_nothing_is_served_from_here(client: Client, image: Image, settings: Settings) -> None:
    settings.AWS_STORAGE_BUCKET_NAME = "pictures"
    assert client.get(image.rendition_url(320)).status_code == 404


def test_renditions_are_read_only(client: Client, image: Image) -> None:
    assert client.post(image.rendition_url(320)).status_code == 405


def test_the_process_says_that_it_is_alive_without_asking_the_database(client: Client) -> None:
    response = client.get("/healthz")
    assert queries_of(client, "/healthz") == 0
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")
