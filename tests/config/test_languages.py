"""The language of a response: what a visitor chose, what the browser asks for, the site's; at the desk English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseNotModified
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve
from django.utils import translation
from pytest_django import Settings

from config.languages import language

pytestmark = pytest.mark.django_db


def language_of(response: Any) -> str:
    """Return what a page says of its own language."""
    found = re.search(r'<html lang="([^"]+)"', response.content.decode())
    return found[1] if found else ""


@pytest.fixture
def german_site() -> Iterator[None]:
    with override_settings(GALLERY_LANGUAGE="de"):
        yield


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("zh", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("fr", "en"),
        ("fr,*;q=0.5,de;q=0.1", "en"),
        ("fr,de;q=0", "en"),
        ("de;q=nonsense", "en"),
        ("de" * 400, "en"),
    ],
)
def test_a_page_is_in_the_first_language_that_is_asked_for_and_spoken(
    client: Client, asked: str, answered: str
) -> None:
    assert language_of(client.get("/", headers={"accept-language": asked})) == answered


@pytest.mark.parametrize("asked", ["", "fr", "*", "xx;q=1,yy", "*,en;q=0.5"])
def test_a_site_can_have_another_language_for_those_who_ask_for_none_of_its_own(
    client: Client, german_site: None, asked: str
) -> None:
    assert language_of(client.get("/", headers={"accept-language": asked})) == "de"


def test_who_asks_for_english_gets_it_on_any_site(client: Client, german_site: None) -> None:
    assert language_of(client.get("/", headers={"accept-language": "en-US,en;q=0.5"})) == "en"


@pytest.mark.parametrize(("chosen", "answered"), [("zh-hans", "zh-hans"), ("en", "en"), ("fr", "de"), ("", "de")])
def test_what_a_visitor_chose_counts_more_than_what_the_browser_asks_for(
    client: Client, chosen: str, answered: str
) -> None:
    client.cookies["language"] = chosen
    assert language_of(client.get("/", headers={"accept-language": "de"})) == answered


@pytest.mark.parametrize("path", ["/", "/?q=nothing", "/nowhere/", "/feed/"])
def test_caches_are_told_what_the_language_depended_on(client: Client, path: str) -> None:
    response = client.get(path, headers={"accept-language": "de"})
    said = {name.strip() for name in response["Vary"].split(",")}
    assert (said >= {"Accept-Language", "Cookie"}, response["Content-Language"]) == (True, "de")


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/sitemap.xml", "/media/renditions/none.webp"])
def test_what_is_the_same_in_every_language_can_be_cached_for_all(client: Client, path: str) -> None:
    response = client.get(path, headers={"accept-language": "de"})
    html = response["Content-Type"].startswith("text/html")  # the page that says there is no such file
    assert ("Accept-Language" in response.get("Vary", ""), response.has_header("Content-Language")) == (html, html)


@pytest.mark.parametrize(("address", "varies"), [("/", True), ("/static/css/base.css", False)])
def test_an_answer_that_nothing_has_changed_says_the_same_to_caches(
    rf: RequestFactory, address: str, varies: bool
) -> None:
    request = rf.get(address)
    request.resolver_match = resolve(address) if varies else None
    response = language(lambda request: HttpResponseNotModified())(request)
    assert ("Accept-Language" in response.get("Vary", "")) == varies


@pytest.mark.parametrize("path", ["/admin/", "/admin/gallery/image/", "/admin/nowhere/"])
def test_the_desk_stays_english(admin_client: Client, german_site: None, path: str) -> None:
    admin_client.cookies["language"] = "zh-hans"
    response = admin_client.get(path, headers={"accept-language": "de"})
    assert re.match(r"en\b", language_of(response))


def test_what_is_refused_before_any_view_is_said_in_the_visitor_s_language(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "de", "host": "elsewhere.example"})
    assert (response.status_code, language_of(response)) == (400, "de")
    assert "Diese Anfrage versteht die Seite nicht." in response.content.decode()


def test_a_language_ends_with_its_request(client: Client) -> None:
    client.get("/", headers={"accept-language": "de"})
    assert translation.get_language() == "en"


def test_texts_go_from_the_right_where_a_language_does(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    said = {code: client.get("/", headers={"accept-language": code}).content.decode() for code in ("ar", "de")}
    assert '<html lang="ar" dir="rtl">' in said["ar"]
    assert '<html lang="de" dir="ltr">' in said["de"]
