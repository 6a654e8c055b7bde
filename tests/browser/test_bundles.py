"""What a public site sends: all styles in one file, all scripts of a page in another."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Image
from tests.browser.viewing import expect_shown, open_viewer
from tests.collecting import public_files


def test_pages_look_and_work_alike_when_styles_and_scripts_are_bundled(
    page: Page, live_server: LiveServer, catalogue: list[Image], tmp_path: Path
) -> None:
    asked = list[str]()

    def serve(route: Route) -> None:
        asked.append(route.request.url.removeprefix(f"{live_server.url}/static/"))
        route.fulfill(path=tmp_path / asked[-1])

    page.route("**/static/**", serve)
    with public_files(tmp_path):
        dialog = open_viewer(page, live_server.url, catalogue[0])
        page.keyboard.press("ArrowRight")
        expect_shown(dialog, catalogue[1], position="2 of 4")
        page.go_back()
        page.locator(".kin__link").first.click()
        expect(page.locator(".walk__link")).to_have_count(1)
    names = {Path(each).name.split(".")[0] for each in asked if each.endswith((".css", ".js"))}
    assert names == {"gallery", "image", "scheme", "morph"}
