"""Page numbers: two at each edge, one before and two after the current, and any number leads to a page."""

from __future__ import annotations

import pytest

from gallery.pagination import WallPaginator, page_window


@pytest.mark.parametrize(
    ("current", "last", "window"),
    [
        (1, 1, "1"),
        (1, 5, "1 2 3 4 5"),
        (1, 6, "1 2 3 . 5 6"),
        (1, 10, "1 2 3 . 9 10"),
        (2, 10, "1 2 3 4 . 9 10"),
        (4, 10, "1 2 3 4 5 6 . 9 10"),
        (5, 10, "1 2 . 4 5 6 7 . 9 10"),
        (6, 10, "1 2 . 5 6 7 8 9 10"),
        (7, 20, "1 2 . 6 7 8 9 . 19 20"),
        (10, 10, "1 2 . 9 10"),
    ],
)
def test_the_window_shows_the_edges_and_the_surroundings(current: int, last: int, window: str) -> None:
    shown = page_window(current, last)
    assert " ".join("." if number is None else str(number) for number in shown) == window


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("2", 2),
        (" 3 ", 3),
        (2, 2),
        ("abc", 1),
        ("", 1),
        ("1.5", 1),
        ("-1", 1),
        ("0", 1),
        ("4", 3),
        ("999999", 3),
        ("9" * 30, 3),
        ("9" * 5000, 3),
        ("-" + "9" * 5000, 1),
        ("2\0", 1),
    ],
)
def test_any_number_leads_to_a_page(asked: object, page: int) -> None:
    assert WallPaginator(range(5), 2).get_page(asked).number == page


def test_an_empty_wall_has_one_page() -> None:
    assert [WallPaginator([], 2).get_page(asked).number for asked in ("1", "0", "7", "x")] == [1, 1, 1, 1]
