"""What visitors see when something is not there, not allowed or broken: a sentence, and a way on."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.gallery.desk import ADD, staff
from tests.gallery.reading import queries_by

FAILING = pytest.mark.urls("tests.gallery.failing")


@pytest.fixture
def visitor() -> Client:
    """A browser that is shown a page where the server fails, and whose forms must have their token."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def said(response: Any) -> tuple[int, str, str]:
    """Return what a page says: its status, its heading, and where its last link leads."""
    page = response.content.decode()
    heading = re.findall(r"<h1[^>]*>(.+?)</h1>", page)
    ways = re.findall(r'class="text-link" href="([^"]+)"', page)
    return response.status_code, *heading, ways[0]


def test_an_address_that_leads_nowhere_says_so(visitor: Client) -> None:
    assert said(visitor.get("/nowhere/")) == (404, "This place on the wall is empty", "/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/images/1/boat/", "/admin/gallery/nowhere/"])
def test_a_picture_that_is_gone_says_so(admin_client: Client, path: str) -> None:
    assert said(admin_client.get(path))[:2] == (404, "This place on the wall is empty")


def test_a_request_that_makes_no_sense_is_answered_in_a_sentence(visitor: Client) -> None:
    assert said(visitor.get("/", headers={"host": "no host"})) == (400, "That could not be taken", "/")


@FAILING
def test_a_request_that_is_refused_says_nothing_of_the_reason(visitor: Client) -> None:
    response = visitor.get("/400/")
    assert said(response) == (400, "That could not be taken", "/")
    assert "no such thing" not in response.content.decode()


@pytest.mark.django_db
def test_a_curator_without_the_right_is_told_so(client: Client) -> None:
    response = staff(client, "view_image").get(ADD)
    assert said(response) == (403, "This room is closed to you", "/")
    assert 'href="/admin/">To the desk</a>' in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_has_grown_old_can_be_sent_again(visitor: Client) -> None:
    response = visitor.post("/admin/login/", {"username": "anna", "password": "boat"})
    assert said(response) == (403, "That could not be taken", "/")
    assert "Go back, reload the page and try again." in response.content.decode()


@FAILING
def test_who_comes_too_often_is_asked_to_wait(visitor: Client) -> None:
    assert said(visitor.get("/429/")) == (429, "A little slower, please", "/")


@FAILING
def test_what_breaks_is_said_without_its_secrets(visitor: Client) -> None:
    response = visitor.get("/500/")
    assert said(response) == (500, "Something broke on our side", "/")
    assert "secret" not in response.content.decode()


@FAILING
@pytest.mark.django_db
def test_the_page_of_a_breakdown_asks_neither_the_database_nor_the_session(
    visitor: Client, admin_client: Client
) -> None:
    visitor.cookies = admin_client.cookies
    assert queries_by(lambda: visitor.get("/500/"), status=500) == 0
    assert not visitor.get("/500/").cookies


def test_what_breaks_where_nobody_looked_for_it_gets_the_page_of_a_breakdown(visitor: Client) -> None:
    assert said(visitor.get("/")) == (500, "Something broke on our side", "/")  # tests have no database unless they ask


@FAILING
@pytest.mark.parametrize("path", ["/nowhere/", "/403/", "/429/", "/500/"])
def test_templates_whose_context_fails_do_not_hide_the_page(visitor: Client, settings: Settings, path: str) -> None:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].append("tests.gallery.failing.broken_processor")
    settings.TEMPLATES = templates
    assert said(visitor.get(path)) == (500, "Something broke on our side", "/")


@FAILING
@pytest.mark.parametrize("path", ["/400/", "/403/", "/429/", "/500/", "/nowhere/"])
def test_an_error_is_closed_to_strangers_scripts_as_any_page(visitor: Client, path: str) -> None:
    response = visitor.get(path)
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "<style" not in response.content.decode()
    assert " style=" not in response.content.decode()
