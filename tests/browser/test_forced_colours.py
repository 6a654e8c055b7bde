"""Where the system forces its colours on pages, nothing that only a colour told is lost."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image

CHOSEN = """
() => [...document.querySelectorAll("main [aria-current]")].map((chosen) => {
  const mark = chosen.querySelector("[class$=mark]") ?? chosen;
  return getComputedStyle(mark).textDecorationLine;
})
"""
# The contrast of a text with the ground that the system puts behind it; behind words no picture or shade may remain.
TITLE = """
() => {
  const title = document.querySelector(".tile__title");
  const { backgroundImage, color, backgroundColor } = getComputedStyle(title);
  return { backgroundImage, differs: color !== backgroundColor, ground: backgroundColor };
}
"""


@pytest.fixture(params=["light", "dark"])
def forced(request: pytest.FixtureRequest, page: Page) -> Page:
    """A page whose colours the system chooses."""
    scheme: Literal["light", "dark"] = request.param
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    return page


def test_what_is_chosen_is_underlined(forced: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    forced.goto(f"{live_server.url}/?tag=one&page=2")
    marks = forced.evaluate(CHOSEN)
    assert marks == ["underline"] * 3  # an order, a tag and a page


def test_a_title_that_appears_on_a_picture_has_a_ground(
    forced: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    forced.goto(live_server.url)
    forced.locator("[data-wall] a").first.hover()
    title = forced.evaluate(TITLE)
    assert (title["backgroundImage"], title["differs"]) == ("none", True)
    assert title["ground"].startswith("rgb(")  # and not rgba(0, 0, 0, 0), which is none


def test_the_grounds_of_pictures_keep_their_colours(
    forced: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    forced.route("**/media/renditions/**", lambda route: route.abort())
    forced.goto(live_server.url)
    fill = forced.evaluate("getComputedStyle(document.querySelector('.tile rect')).fill")
    assert fill == "rgb({}, {}, {})".format(*bytes.fromhex(catalogue[-1].dominant_colour[1:]))
