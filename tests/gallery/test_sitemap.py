"""What search engines are told to look at."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image
from gallery.sitemaps import ImageSitemap
from tests.factories import make_image
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_robots_are_sent_to_the_sitemap_and_kept_from_searches_and_the_desk(client: Client) -> None:
    lines = text(client, "/robots.txt").splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /*?q=", "Sitemap: http://testserver/sitemap.xml"} <= set(lines)


def test_the_sitemap_names_each_published_image_with_its_picture(client: Client) -> None:
    image, draft = make_image(), make_image(published=False)
    sitemap = text(client, "/sitemap-images.xml")
    assert f"<loc>http://testserver{image.get_absolute_url()}</loc>" in sitemap
    assert f"<image:loc>http://testserver{image.rendition_url(1280)}</image:loc>" in sitemap
    assert draft.content_hash not in sitemap


def test_a_large_catalogue_is_divided_and_the_index_names_every_part(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageSitemap, "limit", 2)
    images = [make_image() for _ in range(5)]
    index = text(client, "/sitemap.xml")
    address = "http://testserver/sitemap-images.xml"
    assert all(f"<loc>{part}</loc>" in index for part in (address, f"{address}?p=2", f"{address}?p=3"))
    assert images[4].content_hash in text(client, "/sitemap-images.xml?p=3")
    assert client.get("/sitemap-images.xml?p=4").status_code == 404


def test_the_index_says_when_an_image_changed_last(client: Client) -> None:
    newest = make_image()
    Image.objects.filter(pk=make_image().pk).update(updated_at="2001-01-01T00:00Z")
    assert f"<lastmod>{newest.updated_at:%Y-%m-%d}" in text(client, "/sitemap.xml")


def test_an_empty_catalogue_has_a_sitemap(client: Client) -> None:
    assert "<urlset" in text(client, "/sitemap-images.xml")
    assert "<sitemapindex" in text(client, "/sitemap.xml")


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-images.xml"])
def test_a_sitemap_takes_as_many_queries_for_any_number_of_images(client: Client, address: str) -> None:
    make_image()
    few = queries_of(client, address)
    for _ in range(5):
        make_image()
    assert queries_of(client, address) == few
