"""Steps that the tests of the open picture share: what is shown, where it lies, and fingers on the glass."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Locator, Page, expect

from gallery.models import Image

Point = tuple[float, float]
SOON = 20.0  # seconds; the machine may have other work
FRAME = 0.016  # seconds between two reports of a touch screen


def open_page(page: Page, server: str, image: Image) -> Locator:
    """Go to an image's page and return its dialog, closed."""
    page.goto(server + image.get_absolute_url())
    return page.locator("#viewer")


def open_viewer(page: Page, server: str, image: Image) -> Locator:
    """Go to an image's page, open its picture, and return the dialog."""
    dialog = open_page(page, server, image)
    page.locator(".stage__link").press("Enter")
    expect(dialog).to_be_visible()
    return dialog


def shown_in(dialog: Locator) -> Locator:
    """Return the picture that the dialog shows; its neighbours are inert."""
    return dialog.locator(".viewer__slide:not([inert])").get_by_role("img")


def expect_shown(dialog: Locator, image: Image, *, position: str = "") -> None:
    """Expect that the dialog shows this image, and no other, to people and to screen readers."""
    expect(shown_in(dialog)).to_have_attribute("alt", image.alt)
    expect(dialog).to_have_accessible_name(image.title)
    expect(dialog.locator("[aria-live=polite]")).to_contain_text(position)


@dataclass(frozen=True)
class Box:
    """Where the shown picture lies on the screen."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return (self.x + self.width / 2, self.y + self.height / 2)


def expect_soon(page: Page, true: str) -> None:
    """Expect that a script's expression becomes true; a page's own polling would be an eval that its policy forbids."""
    deadline = time.monotonic() + SOON
    while not page.evaluate(true):
        assert time.monotonic() < deadline, f"never true within {SOON} s: {true}"
        page.wait_for_timeout(1000 * FRAME)


def box_of(dialog: Locator) -> Box:
    """Return where the shown picture lies; the script lets it come to rest first."""
    dialog.evaluate("(shown) => Promise.all(shown.getAnimations({ subtree: true }).map(({ finished }) => finished))")
    found = shown_in(dialog).bounding_box()
    assert found is not None
    return Box(**found)


class Fingers:
    """Real touches, as a touch screen sends them. When they were is said and not measured: the machine may be slow."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.clock = time.time()

    def send(self, kind: str, points: Iterable[Point] = (), *, after: float = FRAME) -> None:
        """Say that fingers came, moved or left so many seconds after what they did before."""
        self.clock += after
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        said = {"type": kind, "touchPoints": touches, "timestamp": self.clock}
        self.session.send("Input.dispatchTouchEvent", said)

    def tap(self, at: Point, *, times: int = 1) -> None:
        """Tap, long after all that was before."""
        for time_before in [1.0, *[2 * FRAME] * (times - 1)]:
            self.send("touchStart", [at], after=time_before)
            self.send("touchEnd")

    def move(self, *ways: tuple[Point, Point], steps: int = 8) -> None:
        """Put a finger on the beginning of each way and move it to the end, all at once; they stay there."""
        self.send("touchStart", [start for start, _ in ways], after=1.0)
        for step in range(1, steps + 1):
            self.send("touchMove", [between(start, end, step / steps) for start, end in ways])

    def lift(self, *, after: float = FRAME) -> None:
        """Take all fingers away."""
        self.send("touchEnd", after=after)

    def swipe(self, start: Point, end: Point) -> None:
        self.move((start, end))
        self.lift()

    def pinch(self, middle: Point, *, before: float, after: float) -> None:
        """Move two fingers beside the middle, so far from it before and after."""
        x, y = middle
        self.move(((x - before, y), (x - after, y)), ((x + before, y), (x + after, y)))
        self.lift()


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point a share of the way from start to end."""
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
