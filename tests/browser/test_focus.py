"""Whoever goes by keyboard always sees where they are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Literal

import pytest
from django.urls import reverse
from PIL import Image as Picture
from PIL import ImageChops
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Publication
from tests.gallery.pairs import match

AROUND = 8
MARKED_AT_LEAST = 60
"""Pixels that must look different: a line under a small word, at least."""

FOCUSED = """
() => {
  const { activeElement: focused } = document;
  if (focused === document.body || focused.id === "main") return null;
  const { left, top, width, height } = focused.getBoundingClientRect();
  const name = focused.getAttribute("aria-label") || focused.textContent.trim() || focused.name || focused.className;
  return { name: name.slice(0, 60), left, top, width, height };
}
"""
MOST_STOPS = 80


def stops(page: Page) -> Iterator[tuple[str, int]]:
    """Tab through a page; yield for each stop its name and how many pixels about it show that it has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        box = page.evaluate(FOCUSED)
        if box is None:
            return
        with_focus = about(page, box)
        page.evaluate("document.activeElement.blur()")  # the next Tab goes on from here all the same
        yield box["name"], changed(with_focus, about(page, box))
    raise AssertionError(f"{MOST_STOPS} stops do not lead out of {page.url}.")


def about(page: Page, box: dict[str, float]) -> Picture.Image:
    """Return how an element and its surroundings look, as far as they are in the window."""
    size = page.viewport_size
    assert size is not None
    left, top = max(0, box["left"] - AROUND), max(0, box["top"] - AROUND)
    right = min(size["width"], box["left"] + box["width"] + AROUND)
    bottom = min(size["height"], box["top"] + box["height"] + AROUND)
    assert right - left > AROUND < bottom - top, f"{box} is out of sight"
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return Picture.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")  # type: ignore[arg-type]


def changed(one: Picture.Image, other: Picture.Image) -> int:
    """Return how many pixels differ visibly."""
    return sum(ImageChops.difference(one, other).histogram()[24:])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"], ids=["usual colours", "forced colours"])
def test_every_stop_is_marked(
    page: Page,
    live_server: LiveServer,
    catalogue: list[Image],
    scheme: Literal["light", "dark"],
    forced: Literal["none", "active"],
) -> None:
    Publication.objects.update(nearly_same_from=0.88)
    page.emulate_media(color_scheme=scheme, forced_colors=forced)
    match(catalogue[0], catalogue[1], [255, 0, 0, 0])
    pair = reverse("gallery:pair", args=[catalogue[0].pk, catalogue[1].pk])
    for path in ("/?tag=one&page=2", "/?q=nothing+has+this", catalogue[0].get_absolute_url(), pair):
        page.goto(live_server.url + path, wait_until="networkidle")
        marks = list(stops(page))
        assert len(marks) > 6
        assert [(name, pixels) for name, pixels in marks if pixels < MARKED_AT_LEAST] == [], path


def test_a_stop_without_a_mark_is_seen(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.goto(live_server.url)
    page.evaluate("document.querySelector('.wordmark').style.outline = 'none'")
    assert [name for name, pixels in stops(page) if pixels < MARKED_AT_LEAST] == ["Kindred"]


def test_the_first_stop_skips_to_the_pictures(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
