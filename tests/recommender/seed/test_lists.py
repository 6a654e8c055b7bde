"""Names and values are held against each other before anything is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from recommender.seed.exceptions import InvalidLists
from recommender.seed.frames import Frame
from recommender.seed.lists import SeedLists, lists_from, read_lists
from tests.recommender.seed.writing_pickles import files


def frames(**lists: Sequence[tuple[object, object]]) -> tuple[Frame, Frame]:
    """Return the tables of lists: names, values."""
    names = [[name for name, _ in listed] for listed in lists.values()]
    values = [[value for _, value in listed] for listed in lists.values()]
    return Frame(labels=list(lists), rows=names), Frame(labels=list(lists), rows=values)


def read_from(**lists: Sequence[tuple[object, object]]) -> SeedLists:
    return lists_from(*frames(**lists))


def refusal_of(names: Frame, values: Frame) -> str:
    with pytest.raises(InvalidLists) as raised:
        lists_from(names, values)
    return str(raised.value)


def test_each_image_has_its_list_with_similarities() -> None:
    lists = {"a": [("a", 1.0), ("b", 0.5)], "b": [("b", 1), ("a", -0.5)]}
    assert read_from(**lists) == lists


@pytest.mark.parametrize(
    ("value", "stored"), [(1.000000238418579, 1.0), (1.00001, 1.0), (-1.00001, -1.0), (1, 1.0), (0.75, 0.75)]
)
def test_what_rounding_put_beyond_one_is_one(value: float, stored: float) -> None:
    assert read_from(a=[("b", value)]) == {"a": [("b", stored)]}


@pytest.mark.parametrize(
    ("value", "came"),
    [
        (1.0001, "1.0001"),
        (-1.5, "-1.5"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (None, "a value of type NoneType"),
        (True, "a value of type bool"),
        ("0.5", "a value of type str"),
    ],
)
def test_a_value_that_is_no_similarity_is_refused(value: object, came: str) -> None:
    told = f"A similarity must be a number from -1 to 1, got {came} between “a” and “b”."
    assert refusal_of(*frames(a=[("b", value)])) == told


def test_a_list_that_is_not_in_order_is_refused() -> None:
    told = "The most similar must come first, but the list of “a” is in another order."
    assert refusal_of(*frames(a=[("b", 0.5), ("c", 0.51)])) == told


def test_equal_similarities_keep_their_order() -> None:
    assert read_from(a=[("c", 0.5), ("b", 0.5)]) == {"a": [("c", 0.5), ("b", 0.5)]}


def test_an_image_that_is_twice_in_a_list_is_refused() -> None:
    told = "An image may be in a list once, but the list of “a” has one twice."
    assert refusal_of(*frames(a=[("b", 0.5), ("b", 0.4)])) == told


def test_an_image_with_two_lists_is_refused() -> None:
    frame = Frame(labels=["a", "b", "b"], rows=[["a"], ["b"], ["b"]])
    values = Frame(labels=frame.labels, rows=[[1.0]] * 3)
    assert refusal_of(frame, values) == "Each image may have one list, but “b” has more."


def test_tables_of_different_sizes_are_refused() -> None:
    names, _ = frames(a=[("b", 0.5)], b=[("a", 0.5)])
    fewer = Frame(labels=["a"], rows=[[0.5]])
    wider = Frame(labels=["a", "b"], rows=[[0.5, 0.4]] * 2)
    assert refusal_of(names, fewer) == "Names and values must be of the same size, got 2 and 1 rows."
    assert refusal_of(names, wider) == "Names and values must be of the same size, got 1 and 2 columns."


def test_tables_in_different_order_are_refused() -> None:
    names, values = frames(a=[("b", 0.5)], b=[("a", 0.5)])
    other = Frame(labels=["b", "a"], rows=values.rows)
    told = "Names and values must be of the same images in the same order, got “a” and “b” in row 1."
    assert refusal_of(names, other) == told


def test_a_list_may_be_as_long_as_a_run_could_make_it() -> None:
    assert len(read_from(a=[(str(place), 0.5) for place in range(1000)])["a"]) == 1000
    longer = frames(a=[(str(place), 0.5) for place in range(1001)])
    assert refusal_of(*longer) == "A list may have 1000 entries at most, got 1001."


def test_a_name_that_is_no_text_is_refused() -> None:
    assert refusal_of(*frames(a=[(7, 0.5)])) == "An image must be called by its file name, got a value of type int."


def test_what_would_be_printed_for_ever_is_told_by_its_type() -> None:
    endless: object = ()
    for _ in range(200):
        endless = (endless, endless)
    assert refusal_of(*frames(a=[(endless, 0.5)])).endswith("got a value of type tuple.")
    assert "got a value of type tuple between" in refusal_of(*frames(a=[("b", endless)]))


def test_names_are_spelt_as_the_catalogue_spells_them() -> None:
    taken_apart = unicodedata.normalize("NFD", "größe.png")
    assert read_from(a=[(taken_apart, 0.5)]) == {"a": [("größe.png", 0.5)]}


def test_two_files_become_lists(tmp_path: Path) -> None:
    lists: SeedLists = {"a": [("a", 1.0), ("b", 0.5)], "b": [("b", 1.0), ("a", 0.5)]}
    assert read_lists(*files(tmp_path, lists)) == lists


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    names, values = files(tmp_path, {"a": [("b", 0.5)]})
    values.write_bytes(b"")
    with pytest.raises(InvalidLists) as raised:
        read_lists(names, values)
    assert str(raised.value) == (
        f"{values} is not a table of names or values as pandas pickles it: "
        "it does not begin as a pickle of protocol 4 does."
    )


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    names, values = files(tmp_path, {"a": [("b", 0.5)]})
    names.unlink()
    with pytest.raises(InvalidLists) as raised:
        read_lists(names, values)
    assert str(raised.value) == f"{names} cannot be read: No such file or directory."


def test_a_file_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(InvalidLists, match=r"it is larger than 16 MiB\.$"):
        read_lists(Path("/dev/zero"), Path("/dev/zero"))
