"""Pages travel compressed, pictures as they are."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from tests.factories import upload_image

pytestmark = pytest.mark.django_db
TAKES: dict[str, Any] = {"headers": {"Accept-Encoding": "gzip, br"}}


def test_a_page_is_compressed_for_a_browser_that_takes_it(client: Client) -> None:
    upload_image()
    plain, packed = client.get("/"), client.get("/", **TAKES)
    assert (packed["Content-Encoding"], "Accept-Encoding" in packed["Vary"]) == ("gzip", True)
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_a_page_stays_as_it_is_for_others(client: Client) -> None:
    assert "Content-Encoding" not in client.get("/").headers


def test_a_picture_is_not_compressed_again(client: Client) -> None:
    answer = client.get(upload_image().rendition_url(320), **TAKES)
    answer.close()
    assert (answer["Content-Type"], answer.has_header("Content-Encoding")) == ("image/webp", False)


def test_a_compressed_page_that_the_browser_has_is_told_so(client: Client) -> None:
    known = client.get("/", **TAKES)["ETag"]
    answer = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": known})
    assert (known[:2], answer.status_code, answer.content) == ("W/", 304, b"")


def test_two_compressed_pages_differ_in_length_so_that_it_tells_nothing(client: Client) -> None:
    lengths = {len(client.get("/admin/login/", **TAKES).content) for _ in range(20)}
    assert len(lengths) > 1
