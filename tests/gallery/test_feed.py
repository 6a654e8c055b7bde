"""The newest images as a feed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from gallery.feeds import NEWEST
from tests.factories import make_image
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: Client) -> list[ElementTree.Element]:
    response = client.get("/feed/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def text_of(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


def test_the_feed_has_the_published_images_newest_first(client: Client) -> None:
    make_image(title="First")
    make_image(title="Second")
    make_image(title="Draft", published=False)
    assert [text_of(entry, "title") for entry in entries(client)] == ["Second", "First"]


def test_an_entry_has_the_picture_the_words_and_the_tags_under_absolute_addresses(client: Client) -> None:
    image = make_image(title="Boat", description="Seen at <dawn>.", alt_text="A boat", tags=("Red sea",))
    entry = entries(client)[0]
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver{image.get_absolute_url()}"
    assert f'<img src="http://testserver{image.rendition_url(1280)}" alt="A boat">' in text_of(entry, "summary")
    assert "<p>Seen at &lt;dawn&gt;.</p>" in text_of(entry, "summary")
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["Red sea"]


def test_characters_that_xml_cannot_hold_are_left_out(client: Client) -> None:
    make_image(title="Bo\x0bat", description="D\x01awn", alt_text="A\x1f boat", tags=("r\x02ed",))
    entry = entries(client)[0]
    assert text_of(entry, "title") == "Boat"
    assert "<p>Dawn</p>" in text_of(entry, "summary")


def test_the_feed_ends_after_the_newest_ones_and_takes_as_many_queries_for_any_number(client: Client) -> None:
    make_image()
    few = queries_of(client, "/feed/")
    for _ in range(NEWEST):
        make_image(tags=("one", "two"))
    assert len(entries(client)) == NEWEST
    assert queries_of(client, "/feed/") <= few


def test_pages_name_the_feed(client: Client) -> None:
    assert b'<link rel="alternate" href="/feed/" type="application/atom+xml"' in client.get("/").content
