"""A page is rendered without a call to the bucket, and without a client for it, which takes long to make."""

from __future__ import annotations

import socket
from typing import Any

import boto3
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.settings.bucket import bucket_storages
from gallery.models import Image
from tests.factories import make_image, publish, recommend
from tests.gallery.desk import ADD, LIST, change, form

pytestmark = pytest.mark.django_db

PUBLIC = {
    "": "https://pictures.s3.eu-central-1.amazonaws.com/renditions/",
    "cdn.example.org": "https://cdn.example.org/renditions/",
}


def forbidden(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("a page asked for the bucket")


@pytest.fixture(params=PUBLIC, ids=["Amazon's address", "an address of its own"])
def public(request: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """Keep files in a bucket that nobody may call, and return where its renditions are."""
    monkeypatch.delenv("AWS_S3_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_S3_REGION_NAME", "eu-central-1")
    monkeypatch.setenv("AWS_S3_CUSTOM_DOMAIN", request.param)
    originals, renditions = bucket_storages("pictures")
    settings.AWS_STORAGE_BUCKET_NAME = "pictures"
    settings.STORAGES = {**settings.STORAGES, "default": originals, "originals": originals, "renditions": renditions}
    monkeypatch.setattr(boto3.Session, "__init__", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    return PUBLIC[request.param]


@pytest.fixture
def image() -> Image:
    """An image of which everything is shown that pages show."""
    shown = make_image(title="Boat")
    recommend(shown, *(make_image() for _ in range(5)), similarity=0.95)
    publish()
    return shown


def assert_shows(client: Client, address: str, public: str, image: Image) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert f"{public}{image.content_hash[:2]}/{image.content_hash}-" in response.content.decode()


def test_the_wall_asks_nobody(client: Client, public: str, image: Image) -> None:
    assert_shows(client, "/", public, image)


def test_the_page_of_an_image_asks_nobody(client: Client, public: str, image: Image) -> None:
    assert_shows(client, image.get_absolute_url(), public, image)


def test_the_desk_s_list_asks_nobody(admin_client: Client, public: str, image: Image) -> None:
    assert_shows(admin_client, LIST, public, image)


def test_the_desk_s_page_of_an_image_asks_nobody(admin_client: Client, public: str, image: Image) -> None:
    assert_shows(admin_client, change(image), public, image)


def test_the_desk_s_pairs_ask_nobody(admin_client: Client, public: str, image: Image) -> None:
    assert_shows(admin_client, reverse("admin:gallery_nearduplicate_changelist"), public, image)


@pytest.mark.usefixtures("public")
def test_the_form_for_a_new_image_asks_nobody(admin_client: Client) -> None:
    assert admin_client.get(ADD).status_code == 200


@pytest.mark.usefixtures("public")
def test_words_are_saved_without_asking_the_bucket(admin_client: Client, image: Image) -> None:
    assert admin_client.post(change(image), form(title="Ship")).status_code == 302
    assert Image.objects.get(pk=image.pk).title == "Ship"
