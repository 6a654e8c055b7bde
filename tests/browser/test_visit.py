"""A visitor walks from the wall to what looks alike, with a mouse and with a keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image


def test_a_visitor_pages_on_opens_an_image_and_follows_a_recommendation(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(f"{live_server.url}/?sort=oldest")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"sort=oldest&page=2"))
    page.wait_for_load_state()  # the scripts that remember the way listen
    page.locator(".tile__link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[2].title)
    page.wait_for_load_state()
    page.locator(".kin__link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[0].title)
    page.get_by_role("link", name="Back to page 2").click()
    expect(page).to_have_url(re.compile(rf"page=2#image-{catalogue[2].pk}$"))


def test_the_whole_picture_opens_and_closes_by_keyboard_and_focus_returns(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url + catalogue[0].get_absolute_url())
    picture, dialog = page.locator("[data-viewer]"), page.get_by_role("dialog")
    picture.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(picture).to_be_focused()
