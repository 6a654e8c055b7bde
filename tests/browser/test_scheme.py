"""Light and dark: as the system prefers, until a visitor says otherwise."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image

SWITCH = "Dark mode"


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_choice_holds_on_every_page_until_it_is_taken_back(
    page: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    page.goto(live_server.url)
    switch, light = page.get_by_role("button", name=SWITCH), ground(page)
    switch.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    dark = ground(page)
    assert dark != light
    page.goto(live_server.url + catalogue[0].get_absolute_url())
    assert ground(page) == dark
    page.get_by_role("button", name=SWITCH).click()
    page.goto(live_server.url)
    assert ground(page) == light
    assert page.evaluate("localStorage.length") == 0


def test_without_a_choice_the_system_decides(browser: Browser, live_server: LiveServer, catalogue: list[Image]) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        opened = context.new_page()
        opened.goto(live_server.url)
        grounds.append(ground(opened))
        expect(opened.get_by_role("button", name=SWITCH)).to_have_attribute(
            "aria-pressed", str(scheme == "dark").lower()
        )
        context.close()
    assert len(set(grounds)) == 2


def test_without_scripts_there_is_no_switch(browser: Browser, live_server: LiveServer, catalogue: list[Image]) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(live_server.url)
    expect(opened.get_by_role("button", name=SWITCH)).to_have_count(0)
    context.close()
