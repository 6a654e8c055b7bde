"""The whole picture by keyboard: from the page's own picture and from each recommendation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.viewing import box_of, expect_shown, open_page, open_viewer


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_recommendation_s_button_opens_it_and_gets_the_focus_back(
    page: Page, live_server: LiveServer, catalogue: list[Image], key: str
) -> None:
    dialog = open_page(page, live_server.url, catalogue[0])
    button = page.get_by_role("button", name=f"View whole picture: {catalogue[2].title}")
    button.press(key)
    expect_shown(dialog, catalogue[2], position="3 of 4")
    expect(dialog.get_by_text("0.88 · very alike")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect_shown(dialog, catalogue[1], position="2 of 4")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_keys_lead_from_picture_to_picture_and_no_further(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    expect_shown(dialog, catalogue[0], position="1 of 4")
    for key, number in [("ArrowLeft", 1), ("ArrowRight", 2), ("End", 4), ("ArrowRight", 4), ("Home", 1)]:
        page.keyboard.press(key)
        expect_shown(dialog, catalogue[number - 1], position=f"{number} of 4")


def test_the_focus_stays_on_a_button_that_leads_no_further(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    following = dialog.get_by_role("button", name="Next picture")
    for _ in range(4):
        following.press("Enter")
    expect_shown(dialog, catalogue[3], position="4 of 4")
    expect(following).to_be_focused()
    expect(following).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Home")
    expect_shown(dialog, catalogue[0], position="1 of 4")


def test_keys_enlarge_the_picture_and_arrows_move_it_then(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    whole = box_of(dialog)
    for _ in range(4):
        page.keyboard.press("+")
    large = box_of(dialog)
    assert large.width == pytest.approx(1.5**4 * whole.width, rel=0.01)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    moved = box_of(dialog)
    assert (moved.x < large.x, moved.y < large.y, moved.width == pytest.approx(large.width)) == (True, True, True)
    expect_shown(dialog, catalogue[0], position="1 of 4")
    page.keyboard.press("-")
    assert box_of(dialog).width == pytest.approx(1.5**3 * whole.width, rel=0.01)
    page.keyboard.press("0")
    assert box_of(dialog) == whole


def test_an_enlarged_picture_is_whole_again_when_one_goes_on(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    whole, enlarge = box_of(dialog), dialog.get_by_role("button", name="Enlarge")
    enlarge.press("Enter")
    expect(enlarge).to_have_attribute("aria-pressed", "true")
    assert box_of(dialog).width > whole.width
    page.keyboard.press("End")
    expect(enlarge).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Home")
    assert box_of(dialog) == whole


def test_the_page_beneath_neither_scrolls_nor_turns(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    open_viewer(page, live_server.url, catalogue[1])
    address = page.url
    for key in ("PageDown", "ArrowDown", "End", "ArrowRight", "Tab", "Tab"):
        page.keyboard.press(key)
    page.mouse.wheel(0, 600)
    page.wait_for_timeout(100)
    assert (page.evaluate("scrollY"), page.url) == (0, address)
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "viewer"
