"""The whole picture with a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.viewing import box_of, expect_shown, open_page, open_viewer


def test_a_button_that_hovering_shows_opens_a_recommendation_and_others_lead_on(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_page(page, live_server.url, catalogue[0])
    button = page.locator(".view-button").first
    expect(button).to_have_css("opacity", "0")
    page.locator(".kin").first.hover()
    expect(button).to_have_css("opacity", "1")
    button.click()
    expect_shown(dialog, catalogue[1], position="2 of 4")
    dialog.get_by_role("button", name="Next picture").click()
    expect_shown(dialog, catalogue[2], position="3 of 4")
    dialog.get_by_role("button", name="Previous picture").click()
    expect_shown(dialog, catalogue[1], position="2 of 4")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_the_thumbnail_itself_leads_to_the_page(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    open_page(page, live_server.url, catalogue[0])
    page.locator(".kin__link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue[1].title)


def test_a_double_click_enlarges_and_a_drag_moves_without_closing(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    whole = box_of(dialog)
    page.mouse.dblclick(*whole.middle)
    assert box_of(dialog).width == pytest.approx(2.5 * whole.width, rel=0.01)
    for _ in range(3):
        page.keyboard.press("+")
    large = box_of(dialog)
    page.mouse.move(600, 300)
    page.mouse.down()
    page.mouse.move(500, 250, steps=4)
    page.mouse.up()
    moved = box_of(dialog)
    assert (moved.x, moved.y) == pytest.approx((large.x - 100, large.y - 50), abs=1)
    expect(dialog).to_be_visible()


def test_keys_still_lead_on_after_clicks_on_the_picture_and_the_words(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.mouse.click(*box_of(dialog).middle)
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_shown(dialog, catalogue[1], position="2 of 4")
    dialog.get_by_text("2 of 4").click()
    page.keyboard.press("ArrowRight")
    expect_shown(dialog, catalogue[2], position="3 of 4")


def test_the_end_of_a_drag_beside_the_picture_does_not_close(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    page.mouse.move(640, 300)
    page.mouse.down()
    page.mouse.move(1200, 310, steps=4)
    page.wait_for_timeout(100)
    page.mouse.up()
    expect_shown(dialog, catalogue[0], position="1 of 4")
    page.wait_for_timeout(100)
    expect(dialog).to_be_visible()
    page.mouse.click(1200, 310)
    expect(dialog).to_be_hidden()


def test_the_wheel_with_ctrl_enlarges_what_lies_under_it(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_viewer(page, live_server.url, catalogue[0])
    whole, zoom = box_of(dialog), page.evaluate("devicePixelRatio")
    page.mouse.move(*whole.middle)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(dialog).to_have_attribute("data-zoomed", "")
    assert box_of(dialog).width > 1.2 * whole.width
    assert page.evaluate("devicePixelRatio") == zoom


def test_a_click_with_a_modifier_is_the_browser_s(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    dialog = open_page(page, live_server.url, catalogue[0])
    with page.context.expect_page() as tab:
        page.locator(".stage__link").click(modifiers=["ControlOrMeta"])
    assert tab.value.url == live_server.url + catalogue[0].rendition_url(2560)
    expect(dialog).to_be_hidden()
