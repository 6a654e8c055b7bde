"""German and Chinese on screens of all sizes; choosing a language without a script."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE, watch


@pytest.mark.parametrize("language", ["de-DE", "zh-CN"])
def test_nothing_overflows_in_another_language(
    browser: Browser, live_server: LiveServer, catalogue: list[Image], language: str
) -> None:
    context = browser.new_context(locale=language, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    wrong, page = watch(context), context.new_page()
    pair = reverse("gallery:pair", args=[image.pk for image in catalogue[:2]])
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/?tag=one", "/?q=nothing+has+this", catalogue[3].get_absolute_url(), pair, "/nowhere/"):
            page.goto(live_server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
    context.close()
    assert wrong == []


def test_a_visitor_without_scripts_chooses_a_language_and_stays_where_they_were(
    browser: Browser, live_server: LiveServer, catalogue: list[Image]
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{live_server.url}/?tag=one&sort=oldest")
    page.get_by_role("link", name="Deutsch").click()
    expect(page).to_have_url(f"{live_server.url}/?tag=one&sort=oldest")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.goto(live_server.url + catalogue[0].get_absolute_url())
    expect(page.get_by_role("heading", level=2)).to_have_text("Was ähnlich aussieht")
    context.close()


def test_the_way_back_speaks_the_language_that_was_chosen_on_the_way(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(f"{live_server.url}/?page=2")
    page.locator(".tile__link").first.click()
    page.wait_for_url(re.compile("/images/"))  # and loaded, so that the scripts remember the way
    page.locator(".kin__link").first.click()
    back = page.locator(".path [data-return]")
    expect(back).to_have_text("Back to page 2")
    address = back.get_attribute("href") or ""
    page.get_by_role("link", name="Deutsch").click()
    expect(back).to_have_text("Alle Bilder")
    expect(back).to_have_attribute("href", address)
