"""The open picture and the browser's way back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.viewing import expect_shown, expect_soon, open_viewer


def test_back_closes_the_picture_and_forward_opens_it_again(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url)
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.keyboard.press("ArrowRight")
    address = page.url
    page.go_back()
    expect(dialog).to_be_hidden()
    expect(page.locator(".stage__link")).to_be_focused()
    page.go_forward()
    expect_shown(dialog, catalogue[1], position="2 of 4")
    page.go_back()
    assert page.url == address
    page.go_back()
    expect(page).to_have_url(f"{live_server.url}/")


def test_a_picture_closed_otherwise_leaves_nothing_to_go_back_over(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url)
    dialog = open_viewer(page, live_server.url, catalogue[0])
    for _ in range(3):
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect_soon(page, "history.state?.viewer === undefined")
        page.locator(".stage__link").press("Enter")
        expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect_soon(page, "history.state?.viewer === undefined")
    page.go_back()
    expect(page).to_have_url(f"{live_server.url}/")


def test_the_caption_leads_to_the_picture_s_page_and_back_to_the_open_picture(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.keyboard.press("End")
    dialog.get_by_role("link", name=catalogue[3].title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[3].title)
    expect(dialog).to_be_hidden()
    expect(page.locator(".walk__link")).to_have_count(1)
    page.go_back()
    expect_shown(dialog, catalogue[3], position="4 of 4")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[0].title)


def test_the_caption_of_the_page_s_own_picture_closes(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.evaluate("document.documentElement.dataset.same = 'page'")
    dialog.get_by_role("link").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-same", "page")


def test_a_page_loaded_again_shows_the_open_picture_again(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.keyboard.press("ArrowRight")
    page.reload()
    expect_shown(dialog, catalogue[1], position="2 of 4")
    page.keyboard.press("Escape")
    expect(page.locator(".view-button").first).to_be_focused()


def test_the_place_on_the_wall_and_the_walk_outlast_the_picture(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    page.locator(".tile__link").first.click()
    page.locator(".stage__link").click()
    page.keyboard.press("ArrowRight")
    page.go_back()
    page.locator(".kin__link").first.click()
    expect(page.locator(".walk__link")).to_have_count(1)
    page.get_by_role("link", name="Back to page 2").click()
    expect(page).to_have_url(re.compile(rf"page=2#image-{catalogue[2].pk}$"))
