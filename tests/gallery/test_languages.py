"""Choosing a language: an address for each, which sets a cookie and leads back, and to no other site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils.http import urlencode

from tests.factories import make_image

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "",
    "page",
    "https://elsewhere.example/",
    "http:elsewhere.example",
    "//elsewhere.example/",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\/elsewhere.example",
    "\t//elsewhere.example",
    "/\t/elsewhere.example",
    "/\n/elsewhere.example",
    "//[elsewhere",
    "javascript:alert(1)",
    "/\\/elsewhere.example:80\\@localhost",
]


def way(client: Client, code: str, address: str | None = None) -> str:
    """Return where choosing a language leads."""
    asked = "" if address is None else f"?{urlencode({'next': address})}"
    response = client.get(f"/language/{code}/{asked}")
    assert response.status_code == 302
    return response["Location"]


def is_ours(location: str) -> bool:
    """Return whether a browser, which takes a backslash for a slash and leaves out tabs and lines' ends, stays here."""
    read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
    return read.startswith("/") and not read.startswith("//") and urlsplit(read).netloc == ""


def switch_of(page: str) -> dict[str, str]:
    """Return the languages that a page offers, each as it is called in itself, with its link."""
    (nav,) = re.findall(r'<nav class="languages".*?</nav>', page, re.DOTALL)
    return {name: link for link, name in re.findall(r"<a ([^>]*)>([^<]+)</a>", nav)}


@pytest.mark.parametrize("code", ["en", "de", "zh-hans"])
def test_choosing_a_language_leads_back_to_the_same_page_in_it(client: Client, code: str) -> None:
    make_image(tags=("sea",))
    address = "/?tag=sea&sort=oldest"
    assert way(client, code, address) == address
    assert f'<html lang="{code}"' in client.get(address).content.decode()


def test_the_choice_is_kept_for_a_year_and_no_script_reads_it(client: Client) -> None:
    cookie = client.get("/language/de/").cookies["language"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("de", 365 * 24 * 3600, "Lax")
    assert (cookie["httponly"], cookie["path"]) == (True, "/")


def test_no_cache_keeps_the_way_back(client: Client) -> None:
    assert "no-store" in client.get("/language/de/?next=/").headers["Cache-Control"]


@pytest.mark.parametrize("code", ["fr", "zh", "zh-hant", "DE", "de_DE", "..", "%00"])
def test_a_language_that_is_not_spoken_has_no_address(client: Client, code: str) -> None:
    response = client.get(f"/language/{code}/?next=/")
    assert (response.status_code, "language" in response.cookies) == (404, False)


def test_only_reading_methods_choose(client: Client) -> None:
    assert client.post("/language/de/").status_code == 405


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_address_leads_to_another_site(client: Client, address: str) -> None:
    assert is_ours(way(client, "de", address))


def test_without_an_address_the_way_back_is_the_wall(client: Client) -> None:
    assert way(client, "de") == "/"


def test_every_page_offers_the_languages_by_their_own_names(client: Client) -> None:
    image = make_image()
    for path in ("/?q=a+%26+b", image.get_absolute_url(), "/nowhere/"):
        switch = switch_of(client.get(path).content.decode())
        assert list(switch) == ["English", "Deutsch", "简体中文"]
        assert [re.findall(r' lang="([^"]+)"', link) for link in switch.values()] == [["en"], ["de"], ["zh-hans"]]
        assert all('rel="nofollow"' in link for link in switch.values())


def test_the_present_language_is_marked(client: Client) -> None:
    switch = switch_of(client.get("/", headers={"accept-language": "de"}).content.decode())
    assert [name for name, link in switch.items() if 'aria-current="true"' in link] == ["Deutsch"]


def test_the_links_lead_back_to_where_they_stand(client: Client) -> None:
    address = "/?q=a%26b%23c&sort=title"
    (link,) = re.findall(r'href="([^"]+)"', switch_of(client.get(address).content.decode())["Deutsch"])
    assert client.get(link)["Location"] == address


def test_crawlers_are_asked_to_stay_away_from_the_switch(client: Client) -> None:
    assert "Disallow: /language/\n" in client.get("/robots.txt").content.decode()
