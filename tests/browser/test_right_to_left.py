"""Visitors' pages in a language that is written from the right: nothing hangs over, and the keys turn round, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE, watch


@pytest.fixture
def arabic(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A screen whose visitor reads Arabic, on a site that knows the language, if none of its words."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, ("ar", "Arabic")]):
        context = browser.new_context(locale="ar", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        wrong = watch(context)
        yield context.new_page()
        context.close()
        assert wrong == []


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_overflows_from_the_right(
    arabic: Page, live_server: LiveServer, catalogue: list[Image], width: int
) -> None:
    arabic.set_viewport_size({"width": width, "height": 800})
    pair = reverse("gallery:pair", args=[image.pk for image in catalogue[:2]])
    for path in ("/", "/?q=nothing+has+this", catalogue[3].get_absolute_url(), pair):
        arabic.goto(live_server.url + path)
        seen = "[document.documentElement.dir, document.documentElement.scrollWidth]"
        assert arabic.evaluate(seen) == ["rtl", width], path


def test_the_page_begins_on_the_right(arabic: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    arabic.set_viewport_size({"width": 1280, "height": 800})
    arabic.goto(live_server.url)
    mark, switch = arabic.locator(".wordmark").bounding_box(), arabic.locator(".scheme").bounding_box()
    assert mark is not None
    assert switch is not None
    assert mark["x"] > 1000 > 200 > switch["x"]


def test_arrow_keys_point_the_other_way(arabic: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    arabic.goto(live_server.url)
    arabic.keyboard.press("ArrowLeft")
    expect(arabic).to_have_url(re.compile(r"\?page=2$"))
    arabic.keyboard.press("ArrowRight")
    expect(arabic).to_have_url(re.compile(r"/\??$"))


def test_the_button_that_closes_a_picture_stands_at_the_end_of_the_line(
    arabic: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    arabic.goto(live_server.url + catalogue[0].get_absolute_url())
    arabic.locator("[data-viewer]").click()
    button = arabic.locator(".viewer__close").bounding_box()
    assert button is not None
    assert button["x"] < 40
