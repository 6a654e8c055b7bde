"""Whatever somebody typed is shown as text to curators as well, who have more to lose than visitors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser import naughty
from tests.browser.conftest import log_in
from tests.browser.crawling import Crawl
from tests.factories import decide, judge, remember
from tests.gallery.desk import LIST, change

LISTS = [
    LIST,
    f"{LIST}?p=2",
    "/admin/gallery/tag/",
    "/admin/gallery/curatedpair/",
    "/admin/gallery/pairevent/",
    "/admin/gallery/nearduplicate/",
    "/admin/gallery/nearduplicate/queue/",
    f"{LIST}alt-texts/",
]
FIELDS = "() => ['title', 'description', 'alt_text'].map((name) => document.getElementById(`id_${name}`).value)"
LISTED = "() => document.getElementById('result_list').textContent"


@pytest.fixture
def crawl(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Crawl]:
    """A curator's browser whose findings are looked at in the end, as in the crawl of visitors' pages."""
    images = naughty.hang_harmless() + naughty.hang_harmless_more(60)
    decide_on(images)
    context = browser.new_context(reduced_motion="reduce")
    log_in(context, live_server, User.objects.create_superuser("chief"))
    crawling = Crawl(context, live_server.url)
    for path in [*LISTS, *pages_of(images[0]), change(images[1]), change(images[-1])]:
        crawling.open(path)
    known = set(crawling.kinds)
    yield crawling
    context.close()
    assert (crawling.wrong, crawling.kinds - known) == ([], set())


def pages_of(image: Image) -> list[str]:
    """Return the desk's pages of an image: itself, its history, and what asks before it is deleted."""
    return [change(image), change(image).replace("change", "history"), change(image).replace("change", "delete")]


def decide_on(images: list[Image]) -> None:
    """Decide on pairs of images, so that their names stand in the queues and in the history."""
    decide(image=images[0], other=images[1], kind="pin")
    judge(images[0], images[2], "different")
    remember(images[0], images[1], "pin", name="anna")


def test_in_the_lists_and_queues(crawl: Crawl) -> None:
    images = naughty.hang(naughty.strings())
    decide_on(images)
    for path in LISTS:
        crawl.open(path)
    listed = "".join(crawl.open(f"{LIST}?p={number}", LISTED) for number in range(1, 4))
    assert [image.title for image in images if image.title not in listed] == []


def test_on_the_pages_of_an_image(crawl: Crawl) -> None:
    images = naughty.hang(naughty.strings())
    decide_on(images)
    some = len({image.description for image in images})
    for image in images[:some]:
        assert crawl.open(change(image), FIELDS) == [image.title, image.description, image.alt_text]
    for path in pages_of(images[0])[1:]:
        crawl.open(path)
