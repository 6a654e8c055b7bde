"""What each answer of every address carries: a strict policy, no frames, no sniffing, no copy of what is private."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from gallery.models import Image
from tests.config.test_headers import STRICT
from tests.hardening.addresses import every_address

Answers = list[tuple[str, Any]]

ADDRESSES = {address.name or address.route: address for address in every_address()}
INLINE = re.compile(
    r"<style\b|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\b(?:src=|type=\"application/))[^>]*>", re.IGNORECASE
)
ANSWERED: dict[str, Answers] = {}
"""What each of three browsers was answered; the pages are opened once for all tests."""


@pytest.fixture
def asked(everybody: dict[str, Client], catalogue: list[Image]) -> dict[str, Answers]:
    if not ANSWERED:
        for who, browser in everybody.items():
            ANSWERED[who] = [(name, browser.get(address.opened())) for name, address in ADDRESSES.items()]
    return ANSWERED


@pytest.fixture(params=["stranger", "reader", "superuser"])
def opened(request: pytest.FixtureRequest, asked: dict[str, Answers]) -> Answers:
    return asked[request.param]


def test_the_map_is_known_in_full() -> None:
    assert ADDRESSES.keys() >= {"gallery:wall", "gallery:pair", "admin:index", "admin:gallery_image_change"}
    assert len(ADDRESSES) > 60


def test_no_page_breaks(opened: Answers) -> None:
    assert [name for name, response in opened if response.status_code >= 500] == []


def test_each_answer_says_what_a_browser_may_not_do_with_it(opened: Answers) -> None:
    for name, response in opened:
        assert set(response["Content-Security-Policy"].split("; ")) == STRICT, name
        assert (response["X-Content-Type-Options"], response["Referrer-Policy"]) == ("nosniff", "same-origin"), name
        assert (response["X-Frame-Options"], response["Cross-Origin-Opener-Policy"]) == ("DENY", "same-origin"), name
        assert "camera=()" in response["Permissions-Policy"], name
        assert "Access-Control-Allow-Origin" not in response.headers, name


def test_no_page_has_a_script_or_a_style_of_its_own(opened: Answers) -> None:
    pages = {name: response for name, response in opened if response.get("Content-Type", "").startswith("text/html")}
    inline = {name: INLINE.findall(response.content.decode()) for name, response in pages.items()}
    assert len(inline) > 10
    assert {name: found for name, found in inline.items() if found} == {}


def is_kept(response: Any) -> bool:
    """Return whether a browser or a cache may keep an answer."""
    said = {word.strip() for word in response.get("Cache-Control", "").split(",")}
    return not {"private", "no-store"} <= said or "public" in said


def test_nobody_keeps_a_page_of_the_desk(opened: Answers) -> None:
    desk = [(name, response) for name, response in opened if name.startswith(("admin:", "admin/"))]
    assert len(desk) > 50
    assert [name for name, response in desk if is_kept(response)] == []


def test_nobody_keeps_what_needs_a_login_wherever_it_stands(asked: dict[str, Answers]) -> None:
    closed = {name for name, response in asked["stranger"] if needs_login(response)}
    assert len(closed) > 40
    let_in = [(name, response) for name, response in asked["superuser"] if not needs_login(response)]
    assert [name for name, response in let_in if name in closed and is_kept(response)] == []


def needs_login(response: Any) -> bool:
    """Return whether an answer sends a stranger away."""
    return response.status_code in {401, 403} or "/login/" in response.get("Location", "")


def test_nobody_keeps_what_was_asked_with_a_token(catalogue: list[Image]) -> None:
    browser = Client(headers={"authorization": "Bearer kindred_whatever"})
    asked = {name: browser.get(address.opened()) for name, address in ADDRESSES.items() if name.startswith("api:")}
    assert len(asked) > 5
    assert [name for name, response in asked.items() if is_kept(response)] == []


def test_nobody_keeps_what_depends_on_who_somebody_is(opened: Answers) -> None:
    sessions = [(name, response) for name, response in opened if response.wsgi_request.session.accessed]
    assert len(sessions) > 40
    assert [name for name, response in sessions if is_kept(response)] == []


def test_the_pages_of_visitors_ask_nobody_who_they_are(asked: dict[str, Answers]) -> None:
    visitors = [(name, response) for name, response in asked["superuser"] if name.startswith("gallery:")]
    assert [name for name, response in visitors if response.wsgi_request.session.accessed] == []
