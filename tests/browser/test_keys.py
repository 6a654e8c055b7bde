"""The arrow keys on the wall."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image


def test_arrow_keys_turn_the_pages_but_not_while_somebody_types(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"\?page=3$"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    page.get_by_role("searchbox").fill("boat")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(200)
    expect(page).to_have_url(re.compile(r"\?page=2$"))
