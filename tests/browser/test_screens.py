"""On a phone, a tablet and a desktop, light and dark, and enlarged: everything fits, nothing lies on anything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Publication
from tests.browser.conftest import watch
from tests.browser.looking import controls, overhang, overlapping, texts
from tests.gallery.pairs import match

SMALLEST_TARGET = 24
"""Pixels each way, as WCAG 2.2 asks."""

LOOK = """
() => {
  const styles = ["body", ".wordmark", "h1", ".notice__text", ".notice__ways a"].map((selector) => {
    const { color, backgroundColor, font, marginInlineStart } = getComputedStyle(document.querySelector(selector));
    return [color, backgroundColor, font, marginInlineStart];
  });
  return JSON.stringify([styles, document.querySelector("h1").getBoundingClientRect().left]);
}
"""
PATHS = ("/", "/?page=2", "/?tag=one&sort=title", "/?q=nothing+has+this", "/nowhere/")
SCREENS = {"phone": (375, 667), "tablet": (768, 1024), "desktop": (1440, 900), "desktop at 400 %": (320, 256)}


@pytest.fixture(params=SCREENS.values(), ids=list(SCREENS))
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A window of some size; nothing may be thrown or forbidden in it."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    wrong = watch(context)
    yield context.new_page()
    context.close()
    assert wrong == []


def pages(images: list[Image]) -> list[str]:
    """Return the paths of every sort of page, those of a pair and of an image with a folded entry included."""
    Publication.objects.update(nearly_same_from=0.88)
    match(images[0], images[1], [255, 0, 0, 0])
    pair = reverse("gallery:pair", args=[images[0].pk, images[1].pk])
    return [*PATHS, pair, images[0].get_absolute_url(), images[3].get_absolute_url()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_and_can_be_hit(
    window: Page, live_server: LiveServer, catalogue: list[Image], scheme: Literal["light", "dark"]
) -> None:
    window.emulate_media(color_scheme=scheme)
    for path in pages(catalogue):
        window.goto(live_server.url + path)
        assert overhang(window) == 0, path
        assert overlapping(controls(window)) == [], path
        assert overlapping(texts(window)) == [], path
        assert [c["name"] for c in controls(window) if min(c["width"], c["height"]) < SMALLEST_TARGET] == [], path


@pytest.mark.urls("tests.gallery.failing")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_went_wrong_is_said_in_the_same_dress(
    window: Page, live_server: LiveServer, scheme: Literal["light", "dark"]
) -> None:
    window.emulate_media(color_scheme=scheme)
    looks = set()
    for status in (400, 403, 404, 429, 500, 503):
        window.goto(f"{live_server.url}/{status}/")
        assert overhang(window) == 0
        assert overlapping(controls(window)) == overlapping(texts(window)) == []
        looks.add(window.evaluate(LOOK))
    assert len(looks) == 1


@pytest.mark.parametrize("width", [375, 1440])
def test_letters_twice_as_large_still_fit(
    page: Page, live_server: LiveServer, catalogue: list[Image], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in pages(catalogue):
        page.goto(live_server.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overhang(page) == 0, path
        assert overlapping(controls(page)) == [], path
        assert overlapping(texts(page)) == [], path


def test_at_twice_the_size_a_desktop_shows_what_it_showed(
    browser: Browser, live_server: LiveServer, catalogue: list[Image]
) -> None:
    said, path = [], pages(catalogue)[-1]
    for scale in (1, 2):
        context = browser.new_context(
            viewport={"width": 1440 // scale, "height": 900 // scale}, device_scale_factor=scale
        )
        opened = context.new_page()
        opened.goto(live_server.url + path)
        said.append(opened.locator("body").inner_text().split())
        context.close()
    assert said[0] == said[1]


def test_boxes_that_lie_on_each_other_are_seen() -> None:
    box = {"name": "a", "left": 0, "top": 0, "width": 20, "height": 20}
    assert overlapping([box, box | {"name": "b", "left": 15, "top": 10}]) == [("a", "b")]
    assert (
        overlapping([box, box | {"name": "b", "left": 20}, box | {"left": 5, "width": 5, "top": 5, "height": 5}]) == []
    )
