"""Pictures grow from page to page where the browser can and the visitor does not mind; else nothing moves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.conftest import PATIENCE, watch

# How many pictures of the page before a page shares while it is revealed; null where nothing moves.
NOTE = """
window.shared = new Promise((resolve) => addEventListener("pagereveal", ({ viewTransition }) => {
  const named = () => [...document.images].filter(({ style }) => style.viewTransitionName === "picture").length;
  viewTransition ? viewTransition.ready.finally(() => resolve(named())) : resolve(null);
}));
"""
RUNNING = "document.getAnimations().filter(({ playState }) => playState === 'running').length"


@pytest.fixture(params=["no-preference", "reduce"])
def visitor(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of a visitor who minds movement, or does not."""
    context: BrowserContext = browser.new_context(reduced_motion=request.param)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(NOTE)
    wrong = watch(context)
    opened = context.new_page()
    yield opened
    context.close()
    assert wrong == []


def prefers_less(page: Page) -> bool:
    return bool(page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches"))


def test_a_picture_is_shared_by_two_pages_unless_somebody_minds(
    visitor: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    visitor.goto(live_server.url, wait_until="networkidle")
    visitor.locator("[data-wall] a").first.click()
    expect(visitor).to_have_url(re.compile("/images/"))
    assert visitor.evaluate("window.shared") == (None if prefers_less(visitor) else 1)


def test_nothing_moves_for_those_who_mind(visitor: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    visitor.goto(live_server.url, wait_until="networkidle")
    visitor.get_by_role("button", name="Dark mode").click()
    visitor.locator("[data-wall] a").first.hover()
    assert (visitor.evaluate(RUNNING) == 0) is prefers_less(visitor)


def test_names_are_given_back_when_the_movement_is_over(
    visitor: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    visitor.goto(live_server.url, wait_until="networkidle")
    visitor.locator("[data-wall] a").first.click()
    expect(visitor).to_have_url(re.compile("/images/"))
    expect(visitor.locator("[style*='view-transition-name']")).to_have_count(0)
