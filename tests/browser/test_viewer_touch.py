"""The whole picture under fingers, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE, watch
from tests.browser.viewing import Fingers, box_of, expect_shown, open_page, open_viewer

RIGHT, LEFT = (320.0, 380.0), (80.0, 380.0)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    wrong = watch(context)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()
    assert wrong == []


def test_swipes_lead_on_and_back_and_no_further(phone: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    for start, end, number in [(LEFT, RIGHT, 1), (RIGHT, LEFT, 2), (RIGHT, LEFT, 3), (LEFT, RIGHT, 2)]:
        fingers.swipe(start, end)
        expect_shown(dialog, catalogue[number - 1], position=f"{number} of 4")
        assert box_of(dialog).middle[0] == pytest.approx(195, abs=1)


def test_a_picture_follows_the_finger_and_comes_back_when_it_was_not_meant(
    phone: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    rest = box_of(dialog)
    fingers.move((RIGHT, (260.0, 390.0)))
    assert (box_of(dialog).x, box_of(dialog).y) == pytest.approx((rest.x - 60, rest.y), abs=1)
    fingers.lift(after=0.5)  # a finger that rests does not fling
    expect_shown(dialog, catalogue[0], position="1 of 4")
    assert box_of(dialog) == rest


def test_a_short_fling_leads_on(phone: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    fingers.move((RIGHT, (260.0, 380.0)), steps=2)
    fingers.lift()
    expect_shown(dialog, catalogue[1], position="2 of 4")


def test_a_swipe_down_closes_and_one_up_does_not(phone: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    fingers.swipe((195, 600), (195, 250))
    phone.wait_for_timeout(100)
    expect(dialog).to_be_visible()
    fingers.swipe((195, 300), (200, 650))
    expect(dialog).to_be_hidden()
    expect(phone.locator(".stage__link")).to_be_focused()
    phone.locator(".stage__link").press("Enter")
    assert box_of(dialog).middle[0] == pytest.approx(195, abs=1)


def test_two_fingers_enlarge_and_one_moves(phone: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    whole = box_of(dialog)
    fingers.pinch(whole.middle, before=40, after=120)
    large = box_of(dialog)
    assert large.width == pytest.approx(3 * whole.width, rel=0.05)
    assert large.middle == pytest.approx(whole.middle, abs=3)
    fingers.swipe(RIGHT, (220.0, 380.0))
    assert box_of(dialog).x == pytest.approx(large.x - 100, abs=3)
    expect_shown(dialog, catalogue[0], position="1 of 4")
    fingers.pinch(whole.middle, before=120, after=30)
    assert box_of(dialog) == whole


def test_an_enlarged_picture_cannot_be_moved_out_of_sight(
    phone: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    fingers.pinch(box_of(dialog).middle, before=40, after=100)
    for _ in range(4):
        fingers.swipe(LEFT, RIGHT)
    assert box_of(dialog).x == pytest.approx(0, abs=1)


def test_two_taps_enlarge_what_they_touch_and_two_more_show_all(
    phone: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    whole = box_of(dialog)
    corner = (whole.x + 20, whole.y + 20)
    fingers.tap(corner, times=2)
    expect(dialog.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "true")
    large = box_of(dialog)
    assert (large.x + 50, large.width) == pytest.approx((corner[0], 2.5 * whole.width), abs=2)
    fingers.tap(corner, times=2)
    expect(dialog.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "false")
    assert box_of(dialog) == whole


def test_a_tap_on_the_picture_does_nothing_and_one_beside_it_closes(
    phone: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog, fingers = open_viewer(phone, live_server.url, catalogue[0]), Fingers(phone)
    address = phone.url
    fingers.tap(box_of(dialog).middle)
    phone.wait_for_timeout(100)
    expect(dialog).to_be_visible()
    fingers.tap((195, 700))
    expect(dialog).to_be_hidden()
    assert phone.url == address


def test_the_buttons_on_recommendations_are_seen_without_hovering_and_open_them(
    phone: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    dialog = open_page(phone, live_server.url, catalogue[0])
    button = phone.locator(".view-button").nth(1)
    assert button.evaluate("(link) => getComputedStyle(link).opacity") == "1"
    button.tap()
    expect_shown(dialog, catalogue[2], position="3 of 4")
