"""A real browser before a real server, and a small catalogue whose pictures have lists."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from gallery.models import Image, Tag
from tests.factories import publish, recommend, upload_image

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
        running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop screen; whatever the page's scripts throw fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened, thrown = context.new_page(), list[Exception]()
    opened.on("pageerror", lambda error: thrown.append(error))
    opened.set_default_timeout(10_000)
    yield opened
    context.close()
    assert thrown == []


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
