"""Each request has a name: our own proxy's, or a new one; nobody else's."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.request_ids import REQUEST_ID, USER_ID, current, with_request_id

MADE = re.compile(r"[0-9a-f]{32}")


def answered(client: Client, given: str | None) -> str:
    headers = {} if given is None else {"x-request-id": given}
    return client.get("/healthz", headers=headers)["X-Request-ID"]


def test_each_answer_names_its_request(client: Client) -> None:
    first, second = answered(client, None), answered(client, None)
    assert MADE.fullmatch(first)
    assert first != second


def test_our_own_proxy_s_name_is_kept(client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert answered(client, "f0e1-proxy.77") == "f0e1-proxy.77"


def test_without_a_proxy_a_stranger_s_name_is_not_taken(client: Client) -> None:
    assert MADE.fullmatch(answered(client, "f0e1-proxy.77"))


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space", 'quo"ted-name', "new\nline-name", "-leading-dash", ""]
)
def test_a_name_that_is_not_well_formed_is_not_taken(given: str, client: Client, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert MADE.fullmatch(answered(client, given))


def test_the_name_is_known_while_the_request_is_answered() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(current.get())

    response = with_request_id(view)(RequestFactory().get("/"))
    assert isinstance(response, HttpResponse)
    assert response.content.decode() == response["X-Request-ID"]
    assert current.get() == ""


@pytest.mark.django_db
def test_the_web_server_is_told_who_asked_where_the_answer_depended_on_it(admin_client: Client) -> None:
    told = admin_client.get("/admin/").wsgi_request.META
    assert told[USER_ID] == User.objects.get().pk
    assert MADE.fullmatch(told[REQUEST_ID])


@pytest.mark.django_db
def test_nobody_is_asked_for_a_page_that_is_the_same_for_all(admin_client: Client) -> None:
    response = admin_client.get("/")
    assert response.wsgi_request.META[USER_ID] is None
    assert "ETag" in response
