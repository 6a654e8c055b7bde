"""Tables of names and of values, found in what a pickled pandas table holds. Pure."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.seed import pickles
from recommender.seed.exceptions import InvalidLists
from recommender.seed.pickles import Made

FLOATS = {"f4": "f", "f8": "d"}
NOT_AS_EXPECTED = "it is not laid out as pandas lays out one table of one kind of value"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A table: a label for each row, and its rows, which are of one length."""

    labels: Sequence[object]
    rows: Sequence[Sequence[object]]

    @property
    def width(self) -> int:
        """How many values a row has."""
        return len(self.rows[0]) if self.rows else 0


def frame_in(content: bytes) -> Frame:
    """Return the table that a pickle holds, or raise InvalidLists."""
    match pickles.read(content):
        case Made(of=pickles.DATA_FRAME, state={"_data": Made(of=pickles.BLOCK_MANAGER, state=(_, _, _, layouts))}):
            return frame_of(layouts)
        case _:
            raise InvalidLists("it holds no pandas table")


def frame_of(layouts: object) -> Frame:
    """Return the table from what its manager says of axes and blocks; a block holds the columns, one after another."""
    match layouts:
        case {
            "0.14.1": {
                "axes": [_, Made(of=pickles.NEW_INDEX, args=(pickles.INDEX, {"data": Made() as labels}))],
                "blocks": [{"values": Made() as values, "mgr_locs": Made(of=pickles.SLICE, args=(0, end, 1))}],
            }
        }:
            shape, flat = cells(values)
            (count,), named = cells(labels, dimensions=1)
        case _:
            raise InvalidLists(NOT_AS_EXPECTED)
    if shape != [end, count]:
        raise InvalidLists(NOT_AS_EXPECTED)  # the end is not told: it may be anything, and endless to print
    return Frame(labels=named, rows=[flat[row::count] for row in range(count)])


def cells(array: Made, *, dimensions: int = 2) -> tuple[list[int], list[object]]:
    """Return the shape of a numpy array and its values, row after row."""
    match array:
        case Made(
            of=pickles.RECONSTRUCT, state=(1, tuple(sides), Made(of=pickles.DTYPE) as dtype, bool(columns_first), data)
        ):
            shape = [side for side in sides if type(side) is int and side > 0]
        case _:
            raise InvalidLists(NOT_AS_EXPECTED)
    if not len(shape) == len(sides) == dimensions:
        raise InvalidLists(f"{NOT_AS_EXPECTED}: an array has other dimensions, or none")
    flat = values_of(dtype, data, count=math.prod(shape))
    if columns_first:
        flat = [value for row in range(shape[0]) for value in flat[row :: shape[0]]]
    return shape, flat


def values_of(dtype: Made, data: object, *, count: int) -> list[object]:
    """Return the values of an array as Python's own: objects are in a list, floating-point numbers are packed."""
    match dtype.args, dtype.state, data:
        case ("O8", *_), _, list(values):
            flat: list[object] = values
        case (("f4" | "f8") as code, *_), (3, ("<" | ">") as order, *_), bytes(packed):
            each = FLOATS[code]
            if len(packed) != count * struct.calcsize(each):
                raise InvalidLists(f"it is damaged ({len(packed)} bytes for {count} numbers)")
            flat = list(struct.unpack(f"{order}{count}{each}", packed))
        case _:
            raise InvalidLists("its values are neither objects nor floating-point numbers")
    if len(flat) != count:
        raise InvalidLists(f"it is damaged ({len(flat)} values where {count} belong)")
    return flat
