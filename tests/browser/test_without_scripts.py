"""Without JavaScript everything but the switch and the open picture works as it does with it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Publication
from tests.browser.conftest import PATIENCE


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer, catalogue: list[Image]) -> Iterator[Page]:
    """A phone that runs no script, before the wall."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 667})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.goto(live_server.url)
    yield opened
    context.close()


def seen(page: Page, selector: str) -> list[tuple[float, float]]:
    """Return width and height of the pictures that are there, decoded or not."""
    boxes = [picture.bounding_box() for picture in page.locator(selector).all()]
    return [(box["width"], box["height"]) for box in boxes if box]


def test_the_wall_is_searched_narrowed_sorted_and_turned(plain: Page) -> None:
    plain.get_by_role("searchbox").fill("picture")
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("5 images matching")
    plain.get_by_role("link", name=re.compile("^one")).click()
    plain.get_by_role("link", name="Title", exact=True).click()
    plain.get_by_role("link", name="Next").click()
    expect(plain).to_have_url(re.compile(r"q=picture&tag=one&sort=title&page=2$"))
    expect(plain.locator("[data-wall] > li")).to_have_count(2)


def test_a_visitor_walks_from_picture_to_picture_and_back_to_the_wall(plain: Page, catalogue: list[Image]) -> None:
    plain.locator("[data-wall] a").first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(catalogue[4].title)
    for other in (catalogue[0], catalogue[1], catalogue[0]):
        plain.get_by_role("link", name=re.compile(f"^{other.title[:10]}")).last.click()
        expect(plain.get_by_role("heading", level=1)).to_have_text(other.title)
    plain.get_by_role("link", name=re.compile("All images")).first.click()
    expect(plain).to_have_url(re.compile(rf"/\?page=3#image-{catalogue[0].pk}$"))
    expect(plain.locator(f"[data-wall] > #image-{catalogue[0].pk}")).to_have_count(1)


def test_the_picture_itself_leads_to_its_largest_rendition(plain: Page, catalogue: list[Image]) -> None:
    plain.locator("[data-wall] a").first.click()
    with plain.expect_response("**/media/renditions/**") as response:
        plain.locator("[data-viewer]").click()
    assert response.value.ok
    assert plain.url.endswith(catalogue[4].rendition_url(2560))


def test_what_is_nearly_the_same_unfolds(plain: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    Publication.objects.update(nearly_same_from=0.8)
    plain.goto(live_server.url + catalogue[0].get_absolute_url())
    folded = plain.get_by_role("link", name=catalogue[2].title)
    expect(folded).to_be_hidden()
    plain.locator("summary").first.click()
    folded.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(catalogue[2].title)


def test_pictures_have_their_place_and_nothing_that_needs_a_script_shows(plain: Page) -> None:
    assert [height > 50 < width for width, height in seen(plain, "[data-wall] img")] == [True, True]
    expect(plain.get_by_role("button")).to_have_count(1)  # that of the search
    plain.locator("[data-wall] a").first.click()
    assert all(min(size) > 50 for size in seen(plain, "main article img"))
    expect(plain.get_by_role("dialog")).to_have_count(0)
