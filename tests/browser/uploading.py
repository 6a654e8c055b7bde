"""Files for the desk's page of uploads, and what the page says of them."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.factories import picture_bytes
from tests.gallery.desk import UPLOAD

COLOURS = ("plum", "salmon", "teal", "khaki", "navy", "olive", "orchid", "sienna", "tan", "wheat")
STATES = "[...document.querySelectorAll('[data-list] > li')].map((row) => row.dataset.state)"


def picture(name: str, *, colour: str) -> FilePayload:
    """Return a picture as somebody chooses it."""
    return {"name": name, "mimeType": "image/png", "buffer": picture_bytes(colour=colour)}


def pictures(count: int) -> list[FilePayload]:
    """Return so many different pictures, ten at most."""
    return [picture(f"{colour}.png", colour=colour) for colour in COLOURS[:count]]


def broken(name: str) -> FilePayload:
    """Return a file that is no picture."""
    return {"name": name, "mimeType": "image/png", "buffer": b"no picture"}


def open_uploads(page: Page, live_server: LiveServer) -> None:
    """Open the page of uploads and wait for its scripts."""
    page.goto(live_server.url + UPLOAD, wait_until="load")


def choose(page: Page, *files: FilePayload) -> None:
    """Choose files with the first button."""
    page.locator("#id_file").set_input_files(list(files))


def states(page: Page) -> list[str]:
    """Return what became of each file so far, in order."""
    found: list[str] = page.evaluate(STATES)
    return found


class Switch:
    """A server that fails as long as it is told to."""

    def __init__(self, page: Page, *, status: int) -> None:
        self.status, self.failing, self.asked = status, True, 0
        page.route(f"**{UPLOAD}", self.answer)

    def answer(self, route: Route) -> None:
        """Fail, or let the request through."""
        if route.request.method != "POST" or not self.failing:
            route.continue_()
            return
        self.asked += 1
        if self.status:
            route.fulfill(status=self.status, body="<h1>Something broke</h1>", content_type="text/html")
        else:
            route.abort("connectionreset")


class Turnstile:
    """A server that lets one upload in at a time, when it is told to."""

    def __init__(self, page: Page) -> None:
        self.page, self.held = page, list[Route]()
        page.route(f"**{UPLOAD}", self.hold)

    def hold(self, route: Route) -> None:
        """Let an upload wait, and anything else through."""
        if route.request.method == "POST":
            self.held.append(route)
        else:
            route.continue_()

    def let_in(self) -> None:
        """Let the next upload in, once there is one."""
        while not self.held:
            self.page.wait_for_timeout(20)
        self.held.pop(0).continue_()
