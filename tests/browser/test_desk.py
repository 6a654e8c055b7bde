"""Curators decide with one key or one click, keep what they are writing, and get on without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import CuratedPair, Image, PairVerdict, Publication
from tests.gallery.desk import change

PAIRS = "/admin/gallery/nearduplicate/queue/"
ALT_TEXTS = "/admin/gallery/image/alt-texts/"


def log_in(page: Page, live_server: LiveServer) -> Page:
    """Give a page the session of somebody who may do everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("anna"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.fixture
def desk(page: Page, live_server: LiveServer, catalogue: list[Image]) -> Page:
    """A desktop screen on which a curator is logged in; everything is nearly the same as everything."""
    Publication.objects.update(nearly_same_from=0.8)
    return log_in(page, live_server)


@pytest.fixture
def desk_without_scripts(browser: Browser, live_server: LiveServer, catalogue: list[Image]) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 768, "height": 900})
    context.set_default_timeout(10_000)
    Publication.objects.update(nearly_same_from=0.8)
    yield log_in(context.new_page(), live_server)
    context.close()


def test_pairs_are_decided_with_one_key_each_and_undone(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + PAIRS)
    for number, pressed in enumerate("snh", start=1):
        press(desk, pressed)
        expect(desk.get_by_text(f"{number} of 10 decided")).to_be_visible()
    verdicts = sorted(PairVerdict.objects.values_list("verdict", flat=True))
    assert (verdicts, CuratedPair.objects.get().kind) == (["different", "same"], "hide")
    for pressed in "jkk":
        press(desk, pressed)
    expect(desk.locator(".queue__state")).to_contain_text("Hidden both ways by anna")
    press(desk, "u")
    expect(desk.get_by_text("2 of 10 decided")).to_be_visible()
    assert CuratedPair.objects.count() == 0


def test_undo_on_the_next_pair_takes_back_the_one_before(desk: Page, live_server: LiveServer) -> None:
    desk.goto(live_server.url + PAIRS)
    desk.keyboard.press("s")
    expect(desk.get_by_text("The same picture, says anna")).to_be_visible()
    desk.keyboard.press("u")
    expect(desk.get_by_text("0 of 10 decided")).to_be_visible()


def test_pairs_are_decided_without_a_script(desk_without_scripts: Page, live_server: LiveServer) -> None:
    desk_without_scripts.goto(live_server.url + PAIRS)
    desk_without_scripts.get_by_role("button", name="Not the same").click()
    expect(desk_without_scripts.get_by_text("1 of 10 decided, 9 left")).to_be_visible()
    desk_without_scripts.get_by_role("button", name="Undo").click()
    expect(desk_without_scripts.get_by_text("0 of 10 decided, 10 left")).to_be_visible()


def test_a_click_decides_and_keeps_the_words_being_written_and_the_focus(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    image, other = catalogue[0], catalogue[1]
    desk.goto(live_server.url + change(image))
    desk.get_by_label("Title").fill("Not saved yet")
    desk.locator(f'button[value="hide_both:{image.pk}:{other.pk}"]').first.click()
    expect(desk.locator("[data-said]")).to_contain_text("are no longer shown on each other's pages.")
    expect(desk.locator(f'[data-about="{image.pk}-{other.pk}"] button').first).to_be_focused()
    expect(desk.get_by_label("Title")).to_have_value("Not saved yet")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-said]")).to_contain_text("is taken back.")
    image.refresh_from_db()
    assert (image.title.startswith("Picture 1"), CuratedPair.objects.count()) == (True, 0)


def test_a_click_that_cannot_be_sent_says_so_and_keeps_the_page(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    desk.goto(live_server.url + change(catalogue[0]))
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_role("button", name="Pin").first.click()
    expect(desk.locator("[data-said]")).to_contain_text("Nothing was decided: the server could not be reached")
    assert CuratedPair.objects.count() == 0


def test_enter_in_a_field_saves_and_decides_nothing(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    desk.goto(live_server.url + change(catalogue[0]))
    desk.get_by_label("Title").fill("Boat")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert (Image.objects.get(pk=catalogue[0].pk).title, CuratedPair.objects.count()) == ("Boat", 0)


def test_without_a_script_a_click_saves_the_words_too(
    desk_without_scripts: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    image = catalogue[0]
    desk_without_scripts.goto(live_server.url + change(image))
    desk_without_scripts.get_by_label("Title").fill("Boat")
    desk_without_scripts.get_by_role("button", name="Same picture").first.click()
    expect(desk_without_scripts.locator(".messagelist")).to_contain_text("Your changes are saved.")
    image.refresh_from_db()
    assert (image.title, PairVerdict.objects.get().verdict) == ("Boat", "same")


def test_enter_saves_an_alternative_text_and_the_next_field_is_ready(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    desk.goto(live_server.url + ALT_TEXTS)
    for number in range(2):
        expect(desk.get_by_label("Alternative text")).to_be_focused()
        desk.keyboard.type(f"Text {number}")
        desk.keyboard.press("Enter")
        expect(desk.get_by_text(f"{number + 1} of 5 written")).to_be_visible()
    assert [image.alt_text for image in Image.objects.order_by("-pk")[:3]] == ["Text 0", "Text 1", ""]


def test_a_text_that_is_not_saved_is_asked_about_before_it_is_left(
    desk: Page, live_server: LiveServer, catalogue: list[Image]
) -> None:
    desk.goto(live_server.url + ALT_TEXTS)
    desk.keyboard.type("Half a")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.keyboard.press("PageDown")
    expect(desk.get_by_label("Alternative text")).to_have_value("Half a")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [375, 768])
def test_nothing_overflows(width: int, desk: Page, live_server: LiveServer, catalogue: list[Image]) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    for path in (PAIRS, ALT_TEXTS, change(catalogue[0])):
        desk.goto(live_server.url + path)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, path
