"""The log of a running site: an object a line, and no secret, whatever is sent and whatever breaks."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.server.serving import SECRETS, Site, wait_until

SENT = {
    "password": "boat-at-dawn",
    "wrong password": "boat-at-dusk",
    "token": "a-token-of-the-api-0123456789",
    "session": "0123456789abcdefghijklmnopqrstuv",
    "in the address": "asked-for-in-secret",
}


def log_in(site: Site, password: str) -> None:
    """Send the form of the desk's login as a browser does."""
    form = site.ask("/admin/login/")
    cookie = form.headers["Set-Cookie"].split(";")[0]
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.body.decode())[0]
    body = urlencode({"username": "anna", "password": password, "csrfmiddlewaretoken": token})
    headers = {"cookie": cookie, "content_type": "application/x-www-form-urlencoded"}
    site.ask("/admin/login/", method="POST", body=body, **headers)


@pytest.fixture(scope="module")
def lines(site: Site) -> list[dict[str, Any]]:
    """What the log holds once all sorts of things were sent."""
    log_in(site, SENT["password"])
    log_in(site, SENT["wrong password"])
    secrets = {"authorization": f"Bearer {SENT['token']}", "cookie": f"sessionid={SENT['session']}"}
    for path in ("/", "/talk/", "/api/images", "/admin/"):
        site.ask(f"{path}?token={SENT['in the address']}&q={SENT['in the address']}", **secrets)
    site.ask("/nowhere%0a%0d%00%1b[2J%7f%c2%85%e2%80%a8/", x_request_id="our-own-proxy.77")
    site.ask("/", host="evil\x1b[2J.example")
    wait_until(lambda: "our-own-proxy.77" in site.log.read_text())
    return site.said()


def test_each_line_is_an_object_of_plain_characters(lines: list[dict[str, Any]], site: Site) -> None:
    assert len(lines) > 12
    assert all(line.isascii() and line.isprintable() for line in site.log.read_text().split("\n"))
    assert all({"time", "level", "logger", "message", "request_id"} <= line.keys() for line in lines)


def test_no_secret_is_in_it(lines: list[dict[str, Any]], site: Site, postgresql: Any) -> None:
    said = site.log.read_text()
    secrets = {**SECRETS, **SENT, "database": postgresql.get_uri()}
    assert {name for name, secret in secrets.items() if secret in said} == set()
    assert "csrfmiddlewaretoken" not in said
    assert '"exception"' in said  # that which spoke of secrets is there, without them


def test_an_answer_is_found_by_the_name_of_its_request(lines: list[dict[str, Any]]) -> None:
    (found,) = [line for line in lines if line["request_id"] == "our-own-proxy.77"]
    assert (found["method"], found["path"], found["status"]) == ("GET", "/nowhere\n\r\0\x1b[2J\x7f\x85\u2028/", 404)


def test_what_is_said_while_a_request_is_answered_bears_its_name(lines: list[dict[str, Any]]) -> None:
    broken = [line for line in lines if "/talk/" in line["message"] or line["logger"] == "tests"]
    assert len(broken) == 3
    assert len({line["request_id"] for line in broken}) == 1
