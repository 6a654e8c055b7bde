"""What other sites and search engines read in the head of a page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from gallery.models import Image
from tests.factories import make_image, upload_image

pytestmark = pytest.mark.django_db


def head(client: Client, address: str) -> str:
    return client.get(address).content.decode().partition("</head>")[0]


def said(client: Client, image: Image, name: str) -> str | None:
    found = re.search(f'<meta (?:property|name)="{name}" content="([^"]*)">', head(client, image.get_absolute_url()))
    return found[1] if found else None


def facts(client: Client, image: Image) -> dict[str, Any]:
    page = client.get(image.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_an_image_has_one_address_however_it_was_reached(client: Client) -> None:
    image = make_image(title="Boat")
    canonical = f'<link rel="canonical" href="http://testserver{image.get_absolute_url()}">'
    assert canonical in head(client, f"{image.get_absolute_url()}?utm_source=letter")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/?utm_source=letter", "/"),
        ("/?page=1&sort=newest", "/"),
        ("/?page=99", "/"),
        ("/?sort=title&tag=red&ref=x", "/?tag=red&amp;sort=title"),
        ("/?sort=nonsense", "/"),
    ],
)
def test_a_page_of_the_wall_has_one_address(client: Client, asked: str, canonical: str) -> None:
    make_image(tags=("red",))
    assert f'<link rel="canonical" href="http://testserver{canonical}">' in head(client, asked)


def test_searches_are_not_to_be_indexed(client: Client) -> None:
    make_image()
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in head(client, "/?q=boat")
    assert noindex not in head(client, "/")


def test_a_shared_link_shows_the_picture_and_the_words(client: Client) -> None:
    image = make_image(title='Boat "A"', description="Seen at dawn.", alt_text="A boat", width=3000, height=2000)
    assert said(client, image, "og:title") == "Boat &quot;A&quot;"
    assert said(client, image, "og:description") == "Seen at dawn."
    assert said(client, image, "og:image") == f"http://testserver{image.rendition_url(1280)}"
    assert said(client, image, "og:image:alt") == "A boat"
    assert said(client, image, "twitter:card") == "summary_large_image"


def test_the_shared_picture_has_the_size_that_is_said(client: Client) -> None:
    image = upload_image(size=(1501, 1000))
    width, height = said(client, image, "og:image:width"), said(client, image, "og:image:height")
    assert (width, height) == ("1280", "853")


def test_search_engines_read_an_image_object(client: Client) -> None:
    image = make_image(title="Boat", alt_text="A boat", tags=("red", "sea"))
    known = facts(client, image)
    assert known["@type"] == "ImageObject"
    assert (known["name"], known["description"], known["keywords"]) == ("Boat", "A boat", "red, sea")
    assert known["contentUrl"] == f"http://testserver{image.rendition_url(2560)}"
    assert "dateCreated" not in known


def test_no_title_ends_the_script_it_stands_in(client: Client) -> None:
    image = make_image(title="</script><script>alert(1)</script>&amp;")
    assert facts(client, image)["name"] == image.title
    assert "<script>alert" not in client.get(image.get_absolute_url()).content.decode()


def test_a_page_can_be_put_on_a_home_screen(client: Client) -> None:
    assert '<link rel="manifest" href="/static/site.webmanifest">' in head(client, "/")
