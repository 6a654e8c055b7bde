"""A visitor searches, narrows by a tag and sorts; every state is an address, and nothing found leads on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Tag


def expect_on_the_wall(page: Page, *titles: str) -> None:
    """Wait until the wall shows these pictures, each by the beginning of its title, in this order and no other."""
    expect(page.locator("[data-wall] > li")).to_have_text([re.compile(rf"^\s*{title}\b") for title in titles])


def test_a_search_is_sent_with_enter_and_can_be_cleared(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url)
    page.get_by_role("searchbox").fill("picture 4")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=picture\+4$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 image matching")
    expect_on_the_wall(page, "Picture 4")
    page.get_by_role("link", name="Show all").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("5 images")


def test_a_tag_narrows_the_wall_and_a_search_stays_within_it(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    catalogue[1].tags.add(*Tag.objects.named(["harbour"]))
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Tags").get_by_role("link", name="harbour").click()
    expect_on_the_wall(page, "Picture 2")
    page.get_by_role("searchbox").fill("picture")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/\?(tag=harbour&q=picture|q=picture&tag=harbour)$"))
    expect_on_the_wall(page, "Picture 2")


def test_an_order_holds_while_the_pages_are_turned(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Order").get_by_role("link", name="Oldest").click()
    expect_on_the_wall(page, "Picture 1", "Picture 2")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"sort=oldest&page=2$"))
    expect_on_the_wall(page, "Picture 3", "Picture 4")


def test_nothing_found_says_what_to_do_and_keeps_what_was_asked(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(f"{live_server.url}/?q=lighthouse&tag=one")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("lighthouse")
    page.get_by_role("link", name=re.compile("^Clear the search, stay in")).click()
    expect(page).to_have_url(re.compile(r"/\?tag=one$"))
    expect(page.locator("[data-wall] > li")).to_have_count(2)
    page.go_back()
    page.get_by_role("link", name="Search in all images").click()
    expect(page).to_have_url(re.compile(r"/\?q=lighthouse$"))
