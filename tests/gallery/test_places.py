"""Where two images match, in words: the few places that hold most of it, or everywhere."""

from __future__ import annotations

import pytest

from gallery.places import ENOUGH, Grid, places_of, shares


def grid(*rows: str, seen: float = 1.0, width: int = 300, height: int = 300) -> Grid:
    """Return a grid from rows of digits, 0 for nothing and 9 for most."""
    cells = [int(digit) * 28 for row in rows for digit in row]
    return Grid(cells=cells, side=len(rows), seen=seen, width=width, height=height)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("900", "000", "000"), ["at the top left"]),
        (("090", "900", "000"), ["at the top", "at the left"]),
        (("000", "009", "909"), ["at the right", "at the bottom left", "at the bottom right"]),
        (("111", "191", "111"), ["in the middle"]),
        (("999", "000", "000"), ["in the upper third"]),
        (("000", "999", "000"), ["in the middle, from side to side"]),
        (("000", "000", "999"), ["in the lower third"]),
        (("900", "900", "900"), ["in the left third"]),
        (("090", "090", "090"), ["in the middle, from top to bottom"]),
        (("009", "009", "009"), ["in the right third"]),
    ],
)
def test_the_places_that_hold_most_of_a_match_are_named_in_the_order_of_reading(
    rows: tuple[str, ...], said: list[str]
) -> None:
    assert [str(place) for place in places_of(grid(*rows))] == said


@pytest.mark.parametrize("rows", [("999", "999", "999"), ("909", "000", "909"), ("5555", "5555", "5555", "5555")])
def test_what_is_spread_over_more_than_three_places_is_everywhere(rows: tuple[str, ...]) -> None:
    assert places_of(grid(*rows)) == []


def test_mostly_means_more_than_half_and_what_holds_as_much_as_the_last_is_named_as_well() -> None:
    assert ENOUGH > 0.5
    rows = (("900", "040", "003"), ("900", "060", "006"))
    said = [[str(place) for place in places_of(grid(*each))] for each in rows]
    assert said == [["at the top left"], ["at the top left", "in the middle", "at the bottom right"]]


def test_what_every_cell_adds_is_left_out_of_account() -> None:
    assert [str(place) for place in places_of(grid("555", "585", "555"))] == ["in the middle"]


def test_a_match_that_is_almost_even_is_everywhere() -> None:
    cells = [200] * 8 + [220]
    assert places_of(Grid(cells=cells, side=3, seen=1.0, width=300, height=300)) == []


def test_a_cell_counts_for_every_place_it_lies_in() -> None:
    assert shares(grid("90", "00")) == pytest.approx([4 / 9, 2 / 9, 0, 2 / 9, 1 / 9, 0, 0, 0, 0])


def test_places_are_those_of_the_whole_picture_and_not_of_the_square_that_was_seen() -> None:
    wide = grid("900", "900", "900", width=900, height=300)
    assert [str(place) for place in places_of(wide)] == ["in the middle, from top to bottom"]
    inner = grid("900", "000", "000", seen=1 / 3)
    assert [str(place) for place in places_of(inner)] == ["in the middle"]


@pytest.mark.parametrize(
    ("cells", "side", "seen", "so"),
    [
        (b"\1", 1, 1.0, True),
        (b"\0", 1, 1.0, False),
        (b"\1\1", 2, 1.0, False),
        (b"", 0, 1.0, False),
        (b"\1", 1, 0, False),
    ],
)
def test_a_map_has_a_number_for_each_cell_and_one_that_adds_something(
    cells: bytes, side: int, seen: float, so: bool
) -> None:
    assert Grid(cells=cells, side=side, seen=seen, width=4, height=3).is_a_map is so
