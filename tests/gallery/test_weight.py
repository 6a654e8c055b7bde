"""What visitors' pages make a browser fetch: little, compressed, and from this site only."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise.compress import Compressor

from tests.factories import make_image, publish, recommend
from tests.gallery.pairs import match

STYLES_AT_MOST, SCRIPTS_AT_MOST = 20_000, 15_000
"""Bytes of all visitors' pages together; what is vendored comes on top."""

FETCHED_BY = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src", "form": "action"}
NOT_FETCHED = {"canonical", "alternate", "prev", "next", "expect"}


class Reader(HTMLParser):
    """Collects what a browser would fetch for a page, and where its forms go."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched = list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        address = said.get(FETCHED_BY.get(tag, ""))
        if address and said.get("rel") not in NOT_FETCHED:
            self.fetched.append(address)
        self.fetched += [each.split()[0] for each in (said.get("srcset") or "").split(", ") if each]


@pytest.fixture
def pages(client: Client, db: None) -> dict[str, list[str]]:
    """What each of the visitors' pages fetches, by its address."""
    images = [make_image(title=title, tags=("sea",)) for title in ("Boat", "Harbour")]
    recommend(images[0], images[1])
    publish()
    match(images[0], images[1], [255, 0, 0, 0])
    pair = f"/images/{images[0].pk}/like/{images[1].pk}/"
    paths = ("/", "/?q=nothing", images[0].get_absolute_url(), images[1].get_absolute_url(), pair, "/nowhere/", "/api/")
    return {path: fetched(client.get(path).content.decode()) for path in paths}


def fetched(page: str) -> list[str]:
    """Return the addresses that a page makes a browser fetch."""
    reader = Reader()
    reader.feed(page)
    return reader.fetched


def weight(names: set[str]) -> int:
    """Return how many bytes static files have as WhiteNoise sends them to a browser that takes gzip."""
    contents = [Path(str(finders.find(name))).read_bytes() for name in names]
    return sum(min(len(content), len(Compressor.compress_gzip(content))) for content in contents)


def own(suffix: str) -> set[str]:
    """Return the names of the visitors' own styles or scripts."""
    static = Path(settings.BASE_DIR, "static")
    found = (path.relative_to(static) for path in (static / suffix).rglob(f"*.{suffix}"))
    return {str(path) for path in found if "desk" not in path.parts}


def named(addresses: list[str], suffix: str) -> set[str]:
    """Return the names of the static files of a kind among addresses."""
    start = f"/{settings.STATIC_URL.strip('/')}/"
    return {address.removeprefix(start) for address in addresses if address.endswith(f".{suffix}")}


def test_all_styles_and_scripts_together_are_small() -> None:
    assert 0 < weight(own("css")) < STYLES_AT_MOST
    assert 0 < weight(own("js")) < SCRIPTS_AT_MOST


def test_every_page_s_styles_and_scripts_are_among_them(pages: dict[str, list[str]]) -> None:
    for suffix in ("css", "js"):
        used = {name for addresses in pages.values() for name in named(addresses, suffix)}
        assert {name for name in used if "vendor" not in name} == own(suffix)


def test_nothing_comes_from_elsewhere(pages: dict[str, list[str]]) -> None:
    for path, addresses in pages.items():
        assert len(addresses) > 5
        assert [a for a in addresses if not a.startswith("/") or a.startswith("//")] == [], path


def test_what_a_browser_fetches_is_read_from_a_page() -> None:
    page = '<link rel="stylesheet" href="a.css"><script src="//b/c.js"></script><img src="d" srcset="e 1w, f 2w">'
    assert fetched(page) == ["a.css", "//b/c.js", "d", "e", "f"]
