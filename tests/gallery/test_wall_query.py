"""What an address asks of the wall, and says of the list that an image was reached from."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from gallery.wall_query import WallQuery


def read(asked: str) -> WallQuery:
    return WallQuery.of(RequestFactory().get(f"/?{asked}"))


def test_an_address_says_text_tag_order_and_page() -> None:
    asked = WallQuery(text="red boats", tag="sea", order="title", page=7)
    assert read("q=red+boats&tag=sea&sort=title&page=7") == asked


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "sort=nonsense",
        "sort=newest",
        "page=0",
        "page=-3",
        "page=1.5",
        "page=%D9%A7",  # a seven, but not one of ours
        f"page={'9' * 5000}",
        "q=%00+",
        "tag=%00",
        "other=1",
    ],
)
def test_what_is_not_said_or_said_wrongly_is_the_default(asked: str) -> None:
    assert read(asked) == WallQuery()


def test_endless_words_are_cut() -> None:
    query = read(f"q={'a' * 3000}&tag={'b' * 3000}")
    assert (len(query.text), len(query.tag)) == (200, 64)


def test_nothing_is_said_of_what_is_the_default() -> None:
    assert (WallQuery().said(1), WallQuery().address(1)) == ("", "/")
    assert (WallQuery(page=7).said(1), WallQuery().said(7)) == ("", "?page=7")


@pytest.mark.parametrize("asked", ["q=red+boats%26&tag=sea&sort=title&page=7", "tag=gr%C3%B6%C3%9Fe", "page=2"])
def test_what_is_said_is_read_as_it_was(asked: str) -> None:
    query = read(asked)
    assert query.said(query.page) == f"?{asked}"
