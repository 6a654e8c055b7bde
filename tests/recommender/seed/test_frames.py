"""Tables as pandas lays them out are found in what a pickle holds; what is laid out otherwise is refused."""

from __future__ import annotations

import struct

import pytest

from recommender.seed import pickles
from recommender.seed.exceptions import InvalidLists
from recommender.seed.frames import NOT_AS_EXPECTED, Frame, frame_in
from recommender.seed.pickles import Made
from tests.recommender.seed.writing_pickles import OBJECTS, array, numbers, pickled, table

LABELS, ROWS = ["a", "b", "c"], [[0.5, 1.5], [2.5, 3.5], [4.5, 5.5]]
BY_COLUMN = [0.5, 2.5, 4.5, 1.5, 3.5, 5.5]
BY_ROW = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]


def refusal_of(value: object) -> str:
    with pytest.raises(InvalidLists) as raised:
        frame_in(pickled(value))
    return str(raised.value)


def with_values(values: Made, *, end: object = 2) -> Made:
    return table(LABELS, ROWS, values=values, end=end)


def test_a_table_of_objects_has_its_labels_and_rows() -> None:
    assert frame_in(pickled(table(LABELS, ROWS))) == Frame(labels=LABELS, rows=ROWS)


@pytest.mark.parametrize(("code", "letter"), [("f4", "f"), ("f8", "d")])
@pytest.mark.parametrize("order", ["<", ">"])
def test_packed_numbers_are_read_in_their_own_size_and_order(code: str, letter: str, order: str) -> None:
    packed = struct.pack(f"{order}6{letter}", *BY_COLUMN)
    values = array((2, 3), packed, dtype=numbers(code, order))
    assert frame_in(pickled(with_values(values))).rows == ROWS


def test_an_array_that_lies_column_by_column_is_the_same_table() -> None:
    assert frame_in(pickled(with_values(array((2, 3), BY_ROW, columns_first=True)))).rows == ROWS


@pytest.mark.parametrize("value", [None, [1, 2], {"a": 1}, "names", Made(pickles.DATA_FRAME, (), {"_data": 1})])
def test_a_pickle_of_something_else_is_no_table(value: object) -> None:
    assert refusal_of(value) == "it holds no pandas table"


@pytest.mark.parametrize(
    "values",
    [
        array((3, 2), BY_COLUMN),
        array((2, 2), BY_COLUMN[:4]),
        array((2, 3), BY_COLUMN, columns_first=1),
        Made(pickles.RECONSTRUCT, ()),
        Made(pickles.SLICE, (0, 5, 1)),
    ],
)
def test_values_of_another_layout_are_refused(values: Made) -> None:
    assert refusal_of(with_values(values)) == NOT_AS_EXPECTED


@pytest.mark.parametrize("end", [1, 3, "2", (((),),)])
def test_columns_that_are_not_all_in_the_block_are_refused(end: object) -> None:
    assert refusal_of(with_values(array((2, 3), BY_COLUMN), end=end)) == NOT_AS_EXPECTED


@pytest.mark.parametrize(
    "shape", [(), (6,), (2, 3, 1), (0, 3), (-2, -3), (2, None), (True, 6), ("2", 3), (2, ((), ()))]
)
def test_an_impossible_shape_is_refused(shape: tuple[object, ...]) -> None:
    told = f"{NOT_AS_EXPECTED}: an array has other dimensions, or none"
    assert refusal_of(with_values(array(shape, BY_COLUMN))) == told


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (array((2, 3), BY_COLUMN[:5]), "it is damaged (5 values where 6 belong)"),
        (array((2, 2**30), BY_COLUMN), "it is damaged (6 values where 2147483648 belong)"),
        (array((2, 3), b"\0" * 47, dtype=numbers("f8")), "it is damaged (47 bytes for 6 numbers)"),
        (array((2, 3), b"\0" * 6, dtype=numbers("i1")), "its values are neither objects nor floating-point numbers"),
        (
            array((2, 3), b"\0" * 48, dtype=numbers("f8", "=")),
            "its values are neither objects nor floating-point numbers",
        ),
        (array((2, 3), b"\0" * 48, dtype=OBJECTS), "its values are neither objects nor floating-point numbers"),
    ],
)
def test_an_array_that_is_damaged_or_of_other_values_is_refused(values: Made, reason: str) -> None:
    assert refusal_of(with_values(values)) == reason
