"""A visitor walks from picture to picture, and never loses the way back to the wall."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE

PHONE: ViewportSize = {"width": 375, "height": 420}


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def heading(page: Page, image: Image) -> None:
    """Wait until the page of an image is there."""
    expect(page.get_by_role("heading", level=1)).to_have_text(image.title)
    page.wait_for_load_state()  # a click before the scripts listen is a walk that nobody remembers


def open_tile(page: Page, image: Image) -> float:
    """Open an image from the wall and return how far the wall was scrolled at the click, which may itself scroll."""
    page.evaluate("addEventListener('click', () => sessionStorage.setItem('scrolled', scrollY), true)")
    page.locator(f"#image-{image.pk} a").click()
    heading(page, image)
    return float(page.evaluate("sessionStorage.getItem('scrolled')"))


def follow(page: Page, *images: Image) -> None:
    """Follow recommendations, one after another."""
    for image in images:
        page.locator(f'.kin__link[href^="/images/{image.pk}/"]').click()
        heading(page, image)


def back_link(page: Page) -> Locator:
    return page.locator(".walk__back")


def assert_scrolled(page: Page, scrolled: float) -> None:
    """Wait until a page is scrolled so far; the policy keeps playwright's own way to wait from its page."""
    for _ in range(40):
        if abs(page.evaluate("scrollY") - scrolled) < 1:
            return
        page.wait_for_timeout(50)
    assert page.evaluate("scrollY") == scrolled


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts listen."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def box_of(element: Locator) -> FloatRect:
    """Return where an element is, and how large."""
    box = element.bounding_box()
    assert box is not None
    return box


def trail(page: Page) -> list[str]:
    """Return the titles of the pictures that lead back."""
    expect(page.locator(".walk__picture")).not_to_have_count(0)
    return [each.get_attribute("alt") or "" for each in page.locator(".walk__picture").all()]


def test_a_walk_of_three_steps_leads_back_to_the_same_scroll_position(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, second, third, fourth, _ = catalogue
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    page.evaluate("scrollTo(0, 90)")
    scrolled = open_tile(page, third)
    assert scrolled > 0
    follow(page, first, fourth, second)
    assert trail(page) == [third.title, first.title, fourth.title]
    for image in (fourth, first, third):
        page.go_back()
        heading(page, image)
    page.go_back()
    expect(page).to_have_url(re.compile(r"/\?sort=oldest&page=2$"))
    assert_scrolled(page, scrolled)


def test_the_link_back_leads_from_the_end_of_a_walk_to_the_same_scroll_position(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, _, third, fourth, _ = catalogue
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    page.evaluate("scrollTo(0, 90)")
    scrolled = open_tile(page, third)
    follow(page, first, fourth)
    expect(back_link(page)).to_have_text("Back to page 2")
    back_link(page).click()
    expect(page).to_have_url(re.compile(rf"/\?sort=oldest&page=2#image-{third.pk}$"))
    assert_scrolled(page, scrolled)


def test_a_trail_survives_reloading_and_a_step_back_cuts_it(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, second, third, fourth, _ = catalogue
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    open_tile(page, third)
    follow(page, first, fourth)
    page.reload()
    assert trail(page) == [third.title, first.title]
    page.go_back()
    heading(page, first)
    assert trail(page) == [third.title]
    page.go_forward()
    heading(page, fourth)
    assert trail(page) == [third.title, first.title]
    page.go_back()
    heading(page, first)
    follow(page, second)
    assert trail(page) == [third.title, first.title]


def test_a_picture_of_the_trail_leads_back_to_it_and_its_list_by_keyboard(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, _, third, fourth, _ = catalogue
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    open_tile(page, third)
    follow(page, first, fourth)
    back_link(page).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    heading(page, third)
    expect(page).to_have_url(re.compile(r"\?sort=oldest&page=2$"))
    expect(page.locator(".walk__picture")).to_have_count(0)


def test_a_walk_begins_anew_at_the_wall_and_at_a_step_beside(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, second, third, fourth, fifth = catalogue
    page.goto(live_server.url)
    open_tile(page, fourth)
    follow(page, first, second)
    press(page, "ArrowLeft")
    heading(page, third)
    expect(page.locator(".walk__picture")).to_have_count(0)
    expect(back_link(page)).to_have_attribute("href", f"/place/{third.pk}/")
    page.goto(live_server.url)
    open_tile(page, fifth)
    expect(page.locator(".walk__picture")).to_have_count(0)


def test_arrow_keys_step_through_the_list_but_not_behind_the_open_picture(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, second, third, *_ = catalogue
    page.goto(f"{live_server.url}{second.get_absolute_url()}?sort=oldest")
    press(page, "ArrowRight")
    heading(page, third)
    expect(page).to_have_url(re.compile(r"\?sort=oldest&page=2$"))
    press(page, "ArrowLeft")
    heading(page, second)
    press(page, "ArrowLeft")
    heading(page, first)
    page.locator("[data-viewer]").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "ArrowRight")
    page.wait_for_timeout(200)
    heading(page, first)


def test_the_way_back_over_a_page_s_border_leads_to_the_other_page(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    *_, third, fourth, _ = catalogue
    page.goto(live_server.url)
    open_tile(page, fourth)
    press(page, "ArrowRight")
    heading(page, third)
    back_link(page).click()
    expect(page).to_have_url(re.compile(rf"/\?page=2#image-{third.pk}$"))


def test_all_of_it_goes_without_javascript(plain: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    first, second, third, fourth, _ = catalogue
    plain.goto(f"{live_server.url}/?sort=oldest")
    plain.locator(f"#image-{second.pk} a").click()
    plain.get_by_role("link", name="Next").click()
    heading(plain, third)
    expect(back_link(plain)).to_have_text("Back to page 2")
    follow(plain, first, fourth, second)
    for image in (fourth, first, third):
        plain.go_back()
        heading(plain, image)
    plain.get_by_role("link", name="Previous").click()
    heading(plain, second)
    plain.get_by_role("link", name="Next").click()
    back_link(plain).click()
    expect(plain).to_have_url(re.compile(rf"/\?sort=oldest&page=2#image-{third.pk}$"))
    expect(plain.locator(f"#image-{third.pk}")).to_be_in_viewport()


def test_the_ways_fit_a_phone_and_leave_the_picture_its_place(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    first, second, third, fourth, _ = catalogue
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server.url}/?sort=oldest&page=2")
    open_tile(page, third)
    assert box_of(page.locator(".path"))["height"] < 64
    follow(page, first, fourth, second)
    for link in page.locator(".path a").all():
        box = box_of(link)
        assert 0 <= box["x"] <= 320 - box["width"]
        assert min(box["width"], box["height"]) >= 24
    assert page.evaluate("document.documentElement.scrollWidth") == 320
