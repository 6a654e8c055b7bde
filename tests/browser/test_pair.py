"""Why two images are alike, at every width and without a script; a visitor's doubt, and what the desk makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import doubting
from gallery.models import CuratedPair, Doubt, Image
from tests.browser.test_desk import log_in, press
from tests.gallery.pairs import QUEUE, doubted, match

CELLS = [0] * 24 + [255, 200, 120] + [60] * 22


@pytest.fixture
def pair(catalogue: list[Image]) -> str:
    """The address of two images with a map each."""
    match(catalogue[0], catalogue[1], CELLS, seen=0.875)
    match(catalogue[1], catalogue[0], CELLS[::-1], seen=0.875)
    return f"/images/{catalogue[0].pk}/like/{catalogue[1].pk}/"


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 740})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_doubt_is_said_and_thanked_for_without_a_script(plain: Page, live_server: LiveServer, pair: str) -> None:
    plain.goto(live_server.url + pair)
    plain.get_by_role("button", name="Not alike").click()
    expect(plain.get_by_text("Curators will look at it. Nothing changes by itself.")).to_be_in_viewport()
    expect(plain.get_by_role("button", name="Not alike")).to_have_count(0)
    assert (Doubt.objects.count(), CuratedPair.objects.count()) == (1, 0)


def test_whoever_says_too_much_gets_a_page_in_the_gallery_s_dress(
    plain: Page, live_server: LiveServer, pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubting, "PER_VISITOR_AND_HOUR", 0)
    plain.goto(live_server.url + pair)
    with plain.expect_response(re.compile("/like/")) as response:
        plain.get_by_role("button", name="Not alike").click()
    assert response.value.status == 429
    expect(plain.get_by_role("heading", level=1)).to_have_text("A little slower, please")
    expect(plain.get_by_role("link", name="Kindred")).to_be_visible()


def test_the_switch_shows_and_hides_where_they_match_without_a_script(
    plain: Page, live_server: LiveServer, pair: str
) -> None:
    plain.goto(live_server.url + pair)
    for veil in plain.locator(".pair__veil").all():
        expect(veil).to_have_css("opacity", "1")
    plain.get_by_label("Show where they match").uncheck()
    for veil in plain.locator(".pair__veil").all():
        expect(veil).to_have_css("opacity", "0")


def test_the_keyboard_gets_to_the_switch_and_along_the_list(
    page: Page, live_server: LiveServer, pair: str, catalogue: list[Image]
) -> None:
    page.goto(live_server.url + pair)
    switch = page.get_by_label("Show where they match")
    switch.focus()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    page.keyboard.press("Tab")
    press(page, "ArrowRight")
    expect(page).to_have_url(re.compile(f"/images/{catalogue[0].pk}/like/{catalogue[2].pk}/$"))
    press(page, "ArrowLeft")
    expect(page).to_have_url(re.compile(f"{pair}$"))


def boxes(page: Page) -> list[FloatRect]:
    """Return where the two pictures lie."""
    return [box for picture in page.locator(".pair__picture").all() if (box := picture.bounding_box())]


@pytest.mark.parametrize("width", [375, 768, 1440])
def test_the_two_fit_the_screen_below_each_other_or_at_one_height(
    width: int, page: Page, live_server: LiveServer, pair: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live_server.url + pair)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    one, other = boxes(page)
    if width == 375:
        assert one["y"] + one["height"] < other["y"]
    else:
        assert (one["y"], one["height"]) == pytest.approx((other["y"], other["height"]), abs=1)
        assert one["height"] <= 0.62 * 800


def test_the_veil_covers_its_picture(page: Page, live_server: LiveServer, pair: str) -> None:
    page.goto(live_server.url + pair)
    veils = [veil.bounding_box() for veil in page.locator(".pair__veil").all()]
    assert veils == [  # and a pixel more all around, since an edge may fall between two
        {"x": box["x"] - 1, "y": box["y"] - 1, "width": box["width"] + 2, "height": box["height"] + 2}
        for box in boxes(page)
    ]


def test_doubted_pairs_are_decided_with_one_key_each(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    for count, other in enumerate(catalogue[1:4], start=1):
        for _ in range(count):
            doubted(catalogue[0], other)
    log_in(page, live_server).goto(f"{live_server.url}{QUEUE}?queue=doubts")
    for number, key in enumerate("hn", start=1):
        press(page, key)
        expect(page.get_by_text(f"{number} of 3 decided")).to_be_visible()
    assert (CuratedPair.objects.get().kind, Doubt.objects.waiting().count()) == ("hide", 1)
    press(page, "u")
    expect(page.get_by_text("1 of 3 decided")).to_be_visible()
    press(page, "j")
    expect(page.locator(".queue__state")).to_contain_text("doubted once, on")
