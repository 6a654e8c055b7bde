"""Whatever somebody typed is shown as text: no page runs it, is changed by it, or follows where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from gallery.feeds import in_xml
from gallery.models import Image, Tag
from tests.browser import naughty
from tests.browser.crawling import Crawl
from tests.gallery.pairs import match

IMAGE_PAGE = """
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const facts = JSON.parse(document.querySelector("[type='application/ld+json']").textContent);
  return {
    heading: document.querySelector("h1").textContent,
    window: document.querySelector("title").textContent.trim(),
    description: all("article p").map((text) => text.textContent),
    shared: document.querySelector("[property='og:title']").content,
    facts: [facts.name, facts.description],
    alts: all("main img").map((picture) => picture.alt),
    tags: all("main a[href*='?tag=']").map((link) => link.textContent),
  };
}
"""
PAIR_PAGE = """
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  return {
    titles: all(".pair__title").map((title) => title.textContent),
    alts: all(".pair__both img").map((picture) => picture.alt),
    tags: all("main a[href*='?tag=']").map((link) => link.textContent),
  };
}
"""
TILES = """
() => Object.fromEntries([...document.querySelectorAll("[data-wall] > li")].map((tile) =>
  [tile.id, [tile.querySelector(".tile__title").textContent, tile.querySelector("img").alt]]))
"""
SEARCH = (
    "() => [...document.querySelectorAll('.browse q, .search__field')].map((said) => said.value ?? said.textContent)"
)
TAGS = "() => [...document.querySelectorAll('.tags__link bdi, .tags__link [dir]')].map((tag) => tag.textContent)"
FEED = """
async () => {
  const feed = new DOMParser().parseFromString(await (await fetch("/feed/")).text(), "text/xml");
  return [...feed.querySelectorAll("entry > title, parsererror")].map((title) => title.textContent);
}
"""

OPENED = 4
"""One search in so many is opened like a page of the site; the others are read as the browser would read them."""

AT_ONCE = 16


@pytest.fixture
def crawl(browser: Browser, live_server: LiveServer, settings: Settings) -> Iterator[Crawl]:
    """A browser whose findings are looked at in the end: nothing went wrong, and pages are made of what they were."""
    settings.GALLERY_PAGE_SIZE = 200
    images = naughty.hang_harmless()
    context = browser.new_context(reduced_motion="reduce")
    crawling = Crawl(context, live_server.url)
    for path in harmless_pages(images):
        crawling.open(path)
    known = set(crawling.kinds)
    yield crawling
    context.close()
    assert (crawling.wrong, crawling.kinds - known) == ([], set())


def harmless_pages(images: list[Image]) -> list[str]:
    """Return a page of each sort, in each of its states."""
    searches = ["", "?q=boat", "?tag=sea", "?q=boat&tag=sea", "?q=nowhere", "?q=nowhere&tag=sea", "?tag=gone"]
    searches += ["?q=nowhere+boat", "?q=a+search+of+nine+words+which+is+too+long"]
    pairs = [pair_page(images, place) for place in range(2)]
    return [*(f"/{search}" for search in searches), *(image.get_absolute_url() for image in images[:2]), *pairs]


def pair_page(images: list[Image], place: int) -> str:
    """Return the page of an image and the next one, with a map of where they match."""
    one, other = images[place], images[(place + 1) % len(images)]
    match(one, other, [255, 0, 0, 0])
    return reverse("gallery:pair", args=[one.pk, other.pk])


def shown(image: Image) -> dict[str, object]:
    """Return what the page of an image says of it, the pictures of others left out."""
    return {
        "heading": image.title,
        "window": f"{image.title} · Kindred",
        "description": [image.description],
        "shared": image.title,
        "facts": [image.title, image.description],
        "tags": naughty.tag_names(image),
    }


def test_on_the_page_of_an_image(crawl: Crawl) -> None:
    images = naughty.hang(naughty.strings())
    alts = {"", *Image.objects.values_list("title", flat=True), *Image.objects.values_list("alt_text", flat=True)}
    for image in images:
        said = crawl.open(image.get_absolute_url(), IMAGE_PAGE)
        assert set(said.pop("alts")) <= alts
        assert said == shown(image)


def test_on_the_page_of_a_pair(crawl: Crawl) -> None:
    images = naughty.hang(naughty.strings())
    for place, image in enumerate(images):
        said = crawl.open(pair_page(images, place), PAIR_PAGE)
        other = images[(place + 1) % len(images)]
        assert said["titles"] == [image.title, other.title]
        assert said["alts"] == [image.alt, other.alt]
        assert set(said["tags"]) == set(naughty.tag_names(image)) & set(naughty.tag_names(other))


def test_on_the_wall_and_in_what_programs_read(crawl: Crawl) -> None:
    images = naughty.hang(naughty.strings())
    tiles = crawl.open("/", TILES)
    assert {tiles[f"image-{image.pk}"][0] for image in images} == {image.title for image in images}
    assert {tiles[f"image-{image.pk}"][1] for image in images} == {image.alt for image in images}
    names = crawl.page.evaluate(TAGS)
    assert len(names) == 24
    assert set(names) <= set(Tag.objects.values_list("name", flat=True))
    assert crawl.page.evaluate(FEED) == [in_xml(image.title) for image in images[: -30 - 1 : -1]]
    assert crawl.page.evaluate("async () => (await fetch('/sitemap-images.xml')).status") == 200


def test_in_a_search(crawl: Crawl) -> None:
    packs = list(naughty.packed(naughty.strings(), longest=200))
    paths = [f"/?{urlencode({'q': pack})}" for pack in packs]
    for pack, path in list(zip(packs, paths, strict=True))[::OPENED]:
        assert crawl.open(path, SEARCH) == [pack, pack]
    for start in range(0, len(packs), AT_ONCE):
        answers = crawl.ask(paths[start : start + AT_ONCE])
        assert [answer["said"] for answer in answers] == [[pack] for pack in packs[start : start + AT_ONCE]]


def test_as_a_tag_s_address(crawl: Crawl) -> None:
    packs = list(naughty.packed(naughty.strings(), longest=64))
    for start in range(0, len(packs), AT_ONCE):
        some = packs[start : start + AT_ONCE]
        for pack, answer in zip(some, crawl.ask(f"/?{urlencode({'tag': pack})}" for pack in some), strict=True):
            assert answer == {"status": 200, "said": [pack]}


def test_as_the_name_of_a_tag(crawl: Crawl) -> None:
    naughty.hang(naughty.strings())
    tags = [tag for tag in Tag.objects.order_by("pk") if not naughty.MARKUP.isdisjoint(tag.name)]
    for start in range(0, len(tags), AT_ONCE):
        some = tags[start : start + AT_ONCE]
        for tag, answer in zip(some, crawl.ask(tag.get_absolute_url() for tag in some), strict=True):
            assert answer["status"] == 200
            assert answer["said"][0] in {tag.name, tag.slug}  # which of them, depends on how often it is used
