"""The whole picture for whoever reads from right to left, minds movement, has a small screen, or no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.viewing import Fingers, box_of, expect_shown, expect_soon, open_page, open_viewer

SCREENS = [(320, 480), (375, 812), (812, 375), (700, 100), (1440, 900)]
RTL = "document.documentElement.dir = 'rtl'"
DURATIONS = """
    () => ["", "__track", "__picture"]
        .map((part) => getComputedStyle(document.querySelector(`.viewer${part}`)))
        .flatMap(({ transitionDuration, animationDuration }) => [transitionDuration, animationDuration])
"""
COVERED = """
    (parts) => parts.filter((part) => {
        const { left, top, right, bottom } = part.getBoundingClientRect();
        const within = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
        return !within || !part.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    }).map(({ textContent }) => textContent.trim())
"""

WITHOUT_EDGE = """
    (parts) => parts.filter((part) => {
        const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(part);
        return borderTopWidth === "0px" || borderTopColor === backgroundColor;
    }).map(({ className }) => className)
"""


def test_arrow_keys_and_buttons_follow_the_direction_of_reading(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_page(page, live_server.url, catalogue[0])
    page.evaluate(RTL)
    page.locator(".stage__link").press("Enter")
    for key, number in [("ArrowLeft", 2), ("ArrowLeft", 3), ("ArrowRight", 2)]:
        page.keyboard.press(key)
        expect_shown(dialog, catalogue[number - 1], position=f"{number} of 4")
        assert box_of(dialog).middle[0] == pytest.approx(640, abs=1)
    following = dialog.get_by_role("button", name="Next picture").bounding_box()
    assert following is not None
    assert following["x"] < 100


def test_swipes_follow_the_direction_of_reading(
    browser: Browser, live_server: LiveServer, catalogue: list[Image]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    dialog = open_page(page, live_server.url, catalogue[0])
    page.evaluate(RTL)
    page.locator(".stage__link").press("Enter")
    Fingers(page).swipe((80, 300), (320, 300))
    expect_shown(dialog, catalogue[1], position="2 of 4")
    assert box_of(dialog).middle[0] == pytest.approx(195, abs=1)
    context.close()


@pytest.mark.parametrize("preference", ["reduce", "no-preference"])
def test_nothing_moves_for_whoever_minds_it(
    browser: Browser, live_server: LiveServer, catalogue: list[Image], preference: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce" if preference == "reduce" else "no-preference")
    open_viewer(page, live_server.url, catalogue[0])
    moving = {duration for duration in page.evaluate(DURATIONS) if duration != "0s"}
    assert moving == (set() if preference == "reduce" else {"0.14s", "0.26s"})
    context.close()


@pytest.mark.parametrize("screen", SCREENS, ids="{0[0]} x {0[1]}".format)
def test_the_picture_and_all_buttons_fit_every_screen(
    page: Page, live_server: LiveServer, catalogue: list[Image], screen: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": screen[0], "height": screen[1]})
    dialog = open_viewer(page, live_server.url, catalogue[0])
    for key in ("Home", "ArrowRight", "End"):
        page.keyboard.press(key)
        box = box_of(dialog)
        assert (box.x >= 0, box.y >= 0, box.x + box.width <= screen[0] + 1) == (True, True, True)
    assert dialog.get_by_role("button").evaluate_all(COVERED) == []
    assert page.evaluate("document.documentElement.scrollWidth") == screen[0]


def test_a_long_caption_scrolls_by_keyboard(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.set_viewport_size({"width": 320, "height": 480})
    dialog = open_viewer(page, live_server.url, catalogue[0])
    caption = dialog.locator(".viewer__caption")
    assert caption.evaluate("(words) => words.scrollHeight > words.clientHeight")
    dialog.get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    expect_soon(page, "document.querySelector('.viewer__caption').scrollTop > 0")


def test_a_picture_without_others_has_no_buttons_that_lead_on(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    catalogue[0].recommendations.all().delete()
    catalogue[0].tags.clear()
    dialog = open_viewer(page, live_server.url, catalogue[0])
    expect(dialog.get_by_role("button")).to_have_text(["Enlarge", "Close"])
    expect(dialog.get_by_text("1 of 1")).to_be_hidden()


@pytest.mark.parametrize(("opener", "number"), [(".stage__link", 0), (".view-button", 1)])
def test_without_scripts_openers_lead_to_the_largest_copy(
    browser: Browser, live_server: LiveServer, catalogue: list[Image], opener: str, number: int
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_page(page, live_server.url, catalogue[0])
    page.locator(opener).first.press("Enter")
    expect(page).to_have_url(live_server.url + catalogue[number].rendition_url(2560))
    context.close()


def test_in_forced_colours_buttons_have_an_edge(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.emulate_media(forced_colors="active")
    dialog = open_viewer(page, live_server.url, catalogue[0])
    assert dialog.get_by_role("button").evaluate_all(WITHOUT_EDGE) == []
    assert page.locator(".view-button").evaluate_all(WITHOUT_EDGE) == []
