"""A real browser before a real server, and a small catalogue whose pictures have lists."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image, Tag
from tests.factories import publish, recommend, upload_image

# What only a browser and its screen decide is tried on one database; the others open pages that each reads its own way.
OF_SCREENS = ["screens", "small_screen", "focus", "forced_colours", "layout_shift", "motion", "scheme", "right_to_left"]
OF_BROWSERS = ["viewer_*", "accessibility", "bundles", "content_security", "folded", "keys", "languages", "naughty_*"]
ON_ONE_DATABASE = [f"test_{name}.py" for name in (*OF_SCREENS, *OF_BROWSERS)]
collect_ignore_glob = ON_ONE_DATABASE if connection.vendor == "postgresql" else []

PATIENCE = 20_000  # milliseconds; the machine may have other work
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = [(300, 200), (200, 300), (240, 240), (700, 100), (400, 300)]


@pytest.fixture(scope="package")  # an event loop runs until the end: tests elsewhere must not find it
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the tests are skipped, unless REQUIRE_BROWSER=1."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        missing = f"no browser found: looked for {', '.join(BROWSERS)} in PATH"
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's synchronous interface runs an event loop
        expect.set_options(timeout=PATIENCE)
        running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        running.close()


def watch(context: BrowserContext) -> list[str]:
    """Return what goes wrong in a context from now on: what scripts throw, and what the security policy forbids."""
    wrong = list[str]()
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    return wrong


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop screen; whatever the page's scripts throw, or the security policy forbids it, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    wrong = watch(context)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()
    assert wrong == []


def log_in(context: BrowserContext, live_server: LiveServer, user: User) -> None:
    """Give a context the cookie of somebody's session."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])


@pytest.fixture
def desk(page: Page, live_server: LiveServer, transactional_db: None) -> Page:
    """A desktop screen of somebody who may do everything at the desk."""
    log_in(page.context, live_server, User.objects.create_superuser("chief"))
    return page


@pytest.fixture
def catalogue(transactional_db: None) -> Iterator[list[Image]]:
    """Five images on walls of two, each recommending all others, with titles that try to break the layout."""
    images = [
        upload_image(title=f"Picture {number} {'long' * 45}", size=size, colour=f"rgb({40 * number}, 90, 120)")
        for number, size in enumerate(SIZES, start=1)
    ]
    for image in images:
        image.tags.set(Tag.objects.named(["one", "x" * 60]))
        recommend(image, *[other for other in images if other != image])
    publish(shown=3)
    with override_settings(GALLERY_PAGE_SIZE=2):
        yield images
