"""Nothing hangs over the edge of a phone."""

from __future__ import annotations

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image


def test_nothing_overflows_on_a_small_screen(page: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    for path in ("/", "/?q=nothing+has+this", catalogue[3].get_absolute_url()):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") == 375, path
