"""A desk may be anywhere: then nothing that a stranger can open says where, and everything at the desk works there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from config.settings.login import TAKEN
from gallery.models import Image
from tests.config.processes import DEVELOPMENT, python
from tests.hardening.addresses import every_address
from tests.hardening.elsewhere import HIDDEN

ASK = "import django; django.setup(); from django.urls import reverse; print(reverse('admin:login'))"
WORD = "back-office"


@pytest.fixture
def hidden(settings: Settings) -> None:
    settings.ADMIN_PATH, settings.ADMIN_IS_TOLD = HIDDEN, False
    settings.ROOT_URLCONF = "tests.hardening.elsewhere"


def told(response: Any) -> str:
    """Return all that an answer says."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return str(response.headers) + content.decode()


@pytest.mark.django_db
def test_no_page_and_no_error_tells_a_stranger_where_a_hidden_desk_is(hidden: None, catalogue: list[Image]) -> None:
    stranger = Client(raise_request_exception=False)
    open_to_all = [address for address in every_address() if not address.route.startswith(HIDDEN)]
    assert len(open_to_all) > 15
    for address in open_to_all:
        for response in (stranger.get(address.opened()), stranger.post(address.opened())):
            assert WORD not in told(response), address.route


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/nowhere/", "/back/", "/robots.txt"])
def test_where_the_desk_usually_is_there_is_nothing(hidden: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == (200 if path == "/robots.txt" else 404)
    assert 'href="/admin/' not in told(response)
    assert "Disallow: /admin/" not in told(response)
    assert WORD not in told(response)


@pytest.mark.django_db
def test_a_hidden_desk_works_where_it_is(hidden: None, admin_client: Client, catalogue: list[Image]) -> None:
    desk = [address for address in every_address() if address.name.startswith("admin:")]
    assert {address.route.startswith(HIDDEN) for address in desk} == {True}
    for address in desk:
        response = admin_client.get(address.opened())
        assert response.status_code < 500, address.route
        assert 'href="/admin/' not in told(response), address.route


@pytest.mark.django_db
def test_a_desk_in_its_usual_place_is_linked_and_closed_to_robots(client: Client) -> None:
    assert 'href="/admin/">For curators</a>' in client.get("/").content.decode()
    assert "\nDisallow: /admin/\nDisallow: /language/\n" in client.get("/robots.txt").content.decode()


def test_the_address_comes_from_the_environment() -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "ADMIN_PATH": "back-office"}
    assert python("-c", ASK, **DEVELOPMENT, **settings).stdout == "/back-office/login/\n"


def test_no_desk_takes_the_place_of_another_address() -> None:
    others = [address.route for address in every_address() if not address.route.startswith("admin/")]
    words = {route.split("/")[0] for route in others}
    assert {word for word in words if word.isalnum()} | {"static", "media"} <= TAKEN
    assert len(TAKEN & words) > 7
