"""Uploads when the server, the network or the login fails: a sentence on each file, which is kept to be sent again."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import uploads
from gallery.admin import bulk_forms
from gallery.models import Image
from tests.browser.conftest import log_in
from tests.browser.uploading import Switch, choose, open_uploads, pictures, states

RETRY_ALL = "Try the failed again"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (0, "The server could not be reached, or the file has changed or gone. Try again."),
        (413, "The server takes no request as large as this (413). Send a smaller file, or ask whoever runs the site."),
        (
            500,
            "The server met an error of its own (500). Try again; if that does not help, tell whoever runs the site.",
        ),
        (418, "The server gave an answer that makes no sense here (418). Try again."),
        (200, "The server gave an answer that makes no sense here (200). Try again."),
    ],
)
def test_a_failure_is_said_on_its_row_and_all_can_be_sent_again(
    desk: Page, live_server: LiveServer, status: int, sentence: str
) -> None:
    server = Switch(desk, status=status)
    open_uploads(desk, live_server)
    choose(desk, *pictures(4))
    expect(desk.locator("[data-totals]")).to_have_text("0 of 4 in the catalogue, 4 failed")
    assert desk.locator("[data-list] [data-said]").all_inner_texts() == [sentence] * 4
    server.failing = False
    desk.get_by_role("button", name=RETRY_ALL).click()
    expect(desk.locator("[data-totals]")).to_have_text("4 of 4 in the catalogue")
    expect(desk.get_by_role("button", name=RETRY_ALL)).to_be_hidden()
    assert Image.objects.count() == 4


def test_one_file_can_be_sent_again_by_itself(desk: Page, live_server: LiveServer) -> None:
    server = Switch(desk, status=500)
    open_uploads(desk, live_server)
    choose(desk, *pictures(2))
    expect(desk.locator("[data-totals]")).to_have_text("0 of 2 in the catalogue, 2 failed")
    server.failing = False
    desk.get_by_role("button", name="Try salmon.png again").press("Enter")
    expect(desk.locator("[data-totals]")).to_have_text("1 of 2 in the catalogue, 1 failed")
    assert states(desk) == ["failed", "imported"]
    assert Image.objects.get().original_name == "salmon.png"


def test_a_server_that_forbids_is_not_asked_for_every_file(desk: Page, live_server: LiveServer) -> None:
    server = Switch(desk, status=403)
    open_uploads(desk, live_server)
    choose(desk, *pictures(10))
    expect(desk.locator("[data-totals]")).to_have_text("0 of 10 in the catalogue, 10 failed")
    said = set(desk.locator("[data-list] [data-said]").all_inner_texts())
    assert said == {"The server does not let you add images (403). Log in again in another tab, then try again."}
    assert server.asked <= 5


def test_whoever_was_logged_out_logs_in_elsewhere_and_goes_on(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    desk.context.clear_cookies(name="sessionid")
    choose(desk, *pictures(6))
    expect(desk.locator("[data-totals]")).to_have_text("0 of 6 in the catalogue, 6 failed")
    said = set(desk.locator("[data-list] [data-said]").all_inner_texts())
    assert said == {"You have been logged out. Log in again in another tab, then try again."}
    desk.context.clear_cookies()
    log_in(desk.context, live_server, User.objects.get())
    elsewhere = desk.context.new_page()
    open_uploads(elsewhere, live_server)  # brings a new token, as the login page does
    desk.get_by_role("button", name=RETRY_ALL).click()
    expect(desk.locator("[data-totals]")).to_have_text("6 of 6 in the catalogue")


def test_tags_that_are_refused_can_be_corrected_before_trying_again(desk: Page, live_server: LiveServer) -> None:
    open_uploads(desk, live_server)
    desk.get_by_label("Tags").fill("x" * 65)
    choose(desk, *pictures(1))
    sentence = f"Failed: A tag may have at most {bulk_forms.LONGEST_TAG} characters, “{'x' * 65}” has 65."
    expect(desk.locator("[data-said]").first).to_have_text(sentence)
    desk.get_by_label("Tags").fill("sea")
    desk.get_by_role("button", name=RETRY_ALL).click()
    expect(desk.locator("[data-totals]")).to_have_text("1 of 1 in the catalogue")
    assert Image.objects.get().tags.get().name == "sea"


def test_other_failures_keep_the_tags_that_were_chosen_with_the_file(desk: Page, live_server: LiveServer) -> None:
    server = Switch(desk, status=500)
    open_uploads(desk, live_server)
    desk.get_by_label("Tags").fill("sea")
    choose(desk, *pictures(1))
    expect(desk.locator("[data-totals]")).to_have_text("0 of 1 in the catalogue, 1 failed")
    desk.get_by_label("Tags").fill("dawn")
    server.failing = False
    desk.get_by_role("button", name=RETRY_ALL).click()
    expect(desk.locator("[data-totals]")).to_have_text("1 of 1 in the catalogue")
    assert Image.objects.get().tags.get().name == "sea"


def test_a_file_too_large_is_refused_before_it_is_sent(
    desk: Page, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 1024**2)
    server = Switch(desk, status=500)
    open_uploads(desk, live_server)
    choose(desk, {"name": "large.png", "mimeType": "image/png", "buffer": bytes(1024**2 + 1)})
    sentence = "Refused: a file may have at most 1 MiB, this one has more."
    expect(desk.locator("[data-said]").first).to_have_text(sentence)
    expect(desk.get_by_role("button", name=RETRY_ALL)).to_be_hidden()
    assert server.asked == 0
