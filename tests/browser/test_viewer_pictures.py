"""Which copies of a picture the open one is made of, and when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE
from tests.browser.viewing import box_of, open_page, open_viewer, shown_in
from tests.factories import publish, recommend, upload_image


@pytest.fixture
def large(transactional_db: None) -> list[Image]:
    """Four images so wide that their copies differ, the first recommending the others."""
    images = [
        upload_image(title=f"Large {number}", size=(1400, 900), colour=f"rgb({50 * number}, 90, 120)")
        for number in range(1, 5)
    ]
    recommend(images[0], *images[1:])
    publish(shown=3)
    return images


@pytest.fixture
def small_screen(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 600, "height": 500}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def hold(page: Page, address: re.Pattern[str]) -> list[Route]:
    """Let no answer come to requests for this address, and return them as they are made."""
    held = list[Route]()
    page.route(address, lambda route: held.append(route))  # playwright wants a function of its own
    return held


def copy(image: Image, width: int) -> re.Pattern[str]:
    """Return what the address of one copy of an image matches."""
    return re.compile(rf"{image.content_hash}-{width}\.webp$")


def widths_asked_for(page: Page, image: Image) -> list[int]:
    """Return, in order and each once, the widths of an image's copies that a page loaded."""
    names = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    found = [re.search(rf"{image.content_hash}-(\d+)\.webp", name) for name in names]
    return list(dict.fromkeys(int(match[1]) for match in found if match))


def expect_copy(dialog: Locator, image: Image, width: int) -> None:
    """Expect that the dialog shows, loaded, the copy of an image that is so wide."""
    address = dialog.evaluate("() => location.origin") + image.rendition_url(width)
    expect(shown_in(dialog)).to_have_js_property("currentSrc", address)
    expect(shown_in(dialog)).to_have_js_property("complete", value=True)


def test_the_copy_that_is_there_is_shown_until_the_sharp_one_has_come(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    held = hold(small_screen, copy(large[1], 640))
    dialog = open_page(small_screen, live_server.url, large[0])
    small_screen.locator(".view-button").first.press("Enter")
    expect_copy(dialog, large[1], 320)
    before = box_of(dialog)
    held[0].continue_()
    expect_copy(dialog, large[1], 640)
    assert box_of(dialog) == before


def test_a_picture_has_its_colour_until_it_is_there_and_then_stands_on_white(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    held = hold(small_screen, re.compile(large[1].content_hash))
    dialog = open_page(small_screen, live_server.url, large[0])
    small_screen.locator(".view-button").first.press("Enter")
    ground = dialog.locator(".viewer__slide:not([inert]) > .viewer__picture")
    expect(ground).to_have_css("background-color", "rgb(100, 90, 120)")
    for route in held:
        route.continue_()
    expect(ground).to_have_css("background-color", "oklch(1 0 0)")


def test_the_neighbours_are_loaded_ahead_but_not_what_lies_further(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    open_viewer(small_screen, live_server.url, large[0])
    small_screen.wait_for_load_state("networkidle")
    assert [widths_asked_for(small_screen, image)[-1] for image in large] == [640, 640, 320, 320]


def test_who_saves_data_loads_only_what_is_shown(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    small_screen.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")
    dialog = open_viewer(small_screen, live_server.url, large[0])
    small_screen.wait_for_load_state("networkidle")
    assert widths_asked_for(small_screen, large[1]) == [320]
    small_screen.keyboard.press("ArrowRight")
    expect_copy(dialog, large[1], 640)


def test_an_enlarged_picture_is_sharp_as_well(small_screen: Page, live_server: LiveServer, large: list[Image]) -> None:
    dialog = open_viewer(small_screen, live_server.url, large[0])
    expect_copy(dialog, large[0], 640)
    small_screen.keyboard.press("+")
    expect_copy(dialog, large[0], 1280)


def test_a_sharp_copy_that_fails_leaves_the_other_and_is_asked_for_again(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    small_screen.route(copy(large[1], 640), lambda route: route.abort())
    dialog = open_viewer(small_screen, live_server.url, large[0])
    small_screen.keyboard.press("ArrowRight")
    small_screen.wait_for_load_state("networkidle")
    expect_copy(dialog, large[1], 320)
    small_screen.unroute_all()
    small_screen.keyboard.press("ArrowLeft")
    small_screen.keyboard.press("ArrowRight")
    expect_copy(dialog, large[1], 640)


def test_a_large_picture_fits_and_a_small_one_is_enlarged_by_half_at_most(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    recommend(large[1], upload_image(title="Small", size=(300, 200)))
    dialog = open_viewer(small_screen, live_server.url, large[1])
    assert box_of(dialog).width == pytest.approx(600, abs=1)
    small_screen.keyboard.press("End")
    assert box_of(dialog).width == 450


def test_no_picture_is_smaller_than_on_its_page(
    small_screen: Page, live_server: LiveServer, large: list[Image]
) -> None:
    dialog = open_page(small_screen, live_server.url, upload_image(title="Small", size=(300, 200)))
    on_the_page = small_screen.locator(".stage__picture").bounding_box()
    small_screen.locator(".stage__link").press("Enter")
    assert on_the_page is not None
    assert on_the_page["width"] > 450
    assert box_of(dialog).width == pytest.approx(on_the_page["width"], abs=1)
