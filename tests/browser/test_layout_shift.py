"""Nothing moves while pictures arrive, however late, and what arrives is a small part of the originals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image as Picture
from playwright.sync_api import Browser, Page, Route
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from gallery import uploads
from gallery.models import Image
from tests.browser.conftest import PATIENCE
from tests.gallery.pictures import boat, saved

OBSERVE = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    window.shifts.push([value, sources.map(({ node }) => node?.className || node?.nodeName)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)))"
MOST_OF_THE_ORIGINALS = 0.05


class Late:
    """Holds pictures back until they are let in, the last one first."""

    def __init__(self, page: Page) -> None:
        self.held = list[Route]()
        page.route("**/media/renditions/**", lambda route: self.held.append(route))

    def let_in(self, page: Page) -> int:
        """Let all in, one after the other, also those that are asked for meanwhile; return how many there were."""
        count = 0
        while self.held:
            self.held.pop().continue_()
            page.evaluate(PAINTED)
            count += 1
        return count


@pytest.fixture(params=[(375, 667, 3), (1440, 900, 1)], ids=["phone", "desktop"])
def window(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height, density = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=density)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(OBSERVE)
    yield context.new_page()
    context.close()


def scroll_to_the_end(page: Page) -> None:
    """Scroll by half a window at a time, as a finger does, so that everything lazy comes in."""
    page.evaluate("""async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
        scrollTo(0, y);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }""")


def test_nothing_moves_while_pictures_come_in_late(
    window: Page, live_server: LiveServer, catalogue: list[Image], settings: Settings
) -> None:
    settings.GALLERY_PAGE_SIZE = 24
    for path in ("/", catalogue[3].get_absolute_url()):
        late = Late(window)
        window.goto(live_server.url + path, wait_until="domcontentloaded")
        window.evaluate(PAINTED)
        assert late.let_in(window) > 1
        scroll_to_the_end(window)
        late.let_in(window)
        assert window.evaluate("window.shifts") == [], path
        window.unroute("**/media/renditions/**")


def test_a_picture_without_its_place_is_seen_to_move(
    window: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    late = Late(window)
    window.goto(live_server.url, wait_until="domcontentloaded")
    window.evaluate(
        "for (const box of document.querySelectorAll('.tile__picture, .tile__picture > *')) "
        "box.style.cssText = 'position: static; aspect-ratio: auto; height: auto'"
    )
    window.evaluate("for (const img of document.images) img.removeAttribute('height')")
    window.evaluate(PAINTED)
    window.evaluate("window.shifts.length = 0")
    late.let_in(window)
    assert len(window.evaluate("window.shifts")) > 0


def photograph(*, upright: bool) -> Image:
    """Return an image whose original is a JPEG of 12 megapixels with a camera's noise."""
    noise = Picture.effect_noise((4000, 3000), 24).convert("RGB")
    drawn = Picture.blend(boat(size=(4000, 3000)), noise, 0.25)
    turned = drawn.transpose(Picture.Transpose.ROTATE_90) if upright else drawn
    upload = uploads.examine(saved(turned, quality=92), "photograph.jpg")
    uploads.store_files(upload)
    return uploads.add(upload)


def bytes_of(page: Page, address: str) -> list[int]:
    """Open a page, scroll to its end, and return the bytes of each answer."""
    received = list[int]()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    scroll_to_the_end(page)
    page.wait_for_load_state("networkidle")
    return received


def test_the_pictures_of_a_wall_weigh_a_twentieth_of_their_originals_at_most(
    browser: Browser, live_server: LiveServer, transactional_db: None
) -> None:
    photographs = [photograph(upright=False), photograph(upright=True)]
    originals = sum(image.byte_size for image in photographs)
    for width, density in ((375, 3), (768, 2), (1440, 1)):
        context = browser.new_context(viewport={"width": width, "height": 800}, device_scale_factor=density)
        received = bytes_of(context.new_page(), live_server.url)
        assert len(received) > len(photographs)
        assert sum(received) < MOST_OF_THE_ORIGINALS * originals
        context.close()
