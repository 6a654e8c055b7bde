"""No page breaks a rule of WCAG 2.2 AA that axe-core can see, light or dark, on a phone or a desktop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.test_desk import ALT_TEXTS, PAIRS, log_in
from tests.gallery.desk import ADD, LIST, UPLOAD, change
from tests.gallery.pairs import doubted, match

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_DJANGO = [[".select2-container"], [".help-tooltip"], [".datetime"]]
"""Widgets of Django's own desk that break rules, as they come."""

DESK = ["/admin/", LIST, ADD, UPLOAD, ALT_TEXTS, PAIRS, "/admin/gallery/nearduplicate/", f"{LIST}metadata/"]


@pytest.fixture(params=[("light", 375), ("dark", 1280)], ids=["phone, light", "desktop, dark"])
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    scheme, width = request.param
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def faults(page: Page, address: str) -> list[str]:
    """Return what axe finds on a page: each rule with the elements that break it."""
    page.goto(address)
    found: dict[str, Any] = Axe().run(page, {"exclude": OF_DJANGO}, {"runOnly": RULES}).response
    assert found["passes"], f"axe looked at nothing on {address}"
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]]


def test_visitors_pages_break_no_rule(screen: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    paths = ("/", "/?q=nothing+has+this", "/?tag=one&sort=title", catalogue[0].get_absolute_url(), "/nowhere/", "/api/")
    assert {path: faults(screen, live_server.url + path) for path in paths} == {path: [] for path in paths}


def test_the_page_of_a_pair_breaks_no_rule(screen: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    match(catalogue[0], catalogue[1], [255, 0, 0, 0])
    address = f"/images/{catalogue[0].pk}/like/{catalogue[1].pk}/"
    paths = (address, f"{address}?doubted=1")
    assert {path: faults(screen, live_server.url + path) for path in paths} == {path: [] for path in paths}


@pytest.mark.urls("tests.gallery.failing")
def test_pages_of_what_went_wrong_break_no_rule(screen: Page, live_server: LiveServer) -> None:
    paths = [f"/{status}/" for status in (400, 403, 404, 429, 500, 503)]
    assert {path: faults(screen, live_server.url + path) for path in paths} == {path: [] for path in paths}


def test_the_open_picture_breaks_no_rule(screen: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    address = live_server.url + catalogue[0].get_absolute_url()
    screen.goto(address)
    screen.locator("[data-viewer]").click()
    found = []
    for key in ("Home", "End", "+"):  # the page's own picture, a recommendation, an enlarged one
        screen.keyboard.press(key)
        found.append(Axe().run(screen, options={"runOnly": RULES}).response["violations"])
    assert found == [[], [], []]


def test_the_desk_s_pages_break_no_rule(screen: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    doubted(catalogue[0], catalogue[1])
    paths = [*DESK, f"{PAIRS}?queue=doubts", "/admin/api/token/add/", change(catalogue[0])]
    log_in(screen, live_server)
    assert {path: faults(screen, live_server.url + path) for path in paths} == {path: [] for path in paths}


def test_the_second_factor_s_pages_break_no_rule(
    screen: Page, live_server: LiveServer, transactional_db: None, settings: Settings
) -> None:
    settings.ADMIN_TOTP = "optional"
    log_in(screen, live_server)
    assert faults(screen, f"{live_server.url}/admin/second-factor/") == []
    assert TOTPDevice.objects.update(confirmed=True) == 1
    assert faults(screen, f"{live_server.url}/admin/code/") == []
    assert screen.url.endswith("/admin/code/")
