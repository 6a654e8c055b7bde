"""Cookies in production: only over TLS, never for scripts, never from another host or for another site."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hardening.asking import production

PAGES = ("/admin/login/", "/language/de/", "login")
NAMES = ["csrftoken", "language", "sessionid"]


def cookies(**variables: str) -> dict[str, dict[str, Any]]:
    answers = production(*PAGES, **variables)
    assert [answer["status"] for answer in answers] == [200, 302, 302]
    return {name: said for answer in answers for name, said in answer["cookies"].items()}


@pytest.fixture(scope="module")
def encrypted() -> dict[str, dict[str, Any]]:
    return cookies()


def test_every_cookie_belongs_to_this_very_host(encrypted: dict[str, dict[str, Any]]) -> None:
    assert sorted(encrypted) == [f"__Host-{name}" for name in NAMES]
    assert [(said["path"], "domain" in said) for said in encrypted.values()] == [("/", False)] * 3


def test_every_cookie_travels_encrypted_out_of_reach_of_scripts_and_not_from_other_sites(
    encrypted: dict[str, dict[str, Any]],
) -> None:
    for name, said in encrypted.items():
        assert (said["secure"], said["httponly"], said["samesite"]) == (True, True, "Lax"), name


def test_without_tls_cookies_have_names_that_a_browser_takes() -> None:
    plain = cookies(SECURE_SSL="0", SECURE_HSTS_SECONDS="0")
    assert sorted(plain) == NAMES
    assert [(said.get("secure", False), said["httponly"]) for said in plain.values()] == [(False, True)] * 3
