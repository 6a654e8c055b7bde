"""Pickles as pandas writes them, and as nobody should."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from recommender.seed import pickles
from recommender.seed.pickles import Made, Name

Labels = Sequence[object]
OBJECTS = Made(pickles.DTYPE, ("O8", 0, 1), (3, "|", None, None, None, -1, -1, 63))


def pickled(value: object) -> bytes:
    """Return the pickle of a value, in protocol 4."""
    return b"\x80\x04" + Writer().written(value) + b"."


def begun(operations: bytes) -> bytes:
    """Return a pickle of protocol 4 of these operations."""
    return b"\x80\x04" + operations + b"."


class Writer:
    """Writes values as opcodes; texts that were written before are recalled, as Python does it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def written(self, value: object) -> bytes:
        """Return the opcodes that put a value on the stack."""
        match value:
            case None | True | False:
                return {None: b"N", True: b"\x88", False: b"\x89"}[value]
            case str():
                return self.text(value)
            case int():
                return b"K" + bytes([value]) if 0 <= value < 256 else b"J" + struct.pack("<i", value)
            case float():
                return b"G" + struct.pack(">d", value)
            case bytes():
                return b"B" + struct.pack("<I", len(value)) + value
            case Name():
                return self.text(value.module) + self.text(value.name) + b"\x93"
            case Made():
                made = self.written(value.of) + self.written(value.args) + b"R"
                return made if value.state is None else made + self.written(value.state) + b"b"
            case _:
                return self.container(value)

    def text(self, text: str) -> bytes:
        """Return the opcodes of a text."""
        if text in self.texts:
            return b"j" + struct.pack("<I", self.texts.index(text))
        self.texts.append(text)
        encoded = text.encode("utf-8", "surrogatepass")
        return b"X" + struct.pack("<I", len(encoded)) + encoded + b"\x94"

    def container(self, value: object) -> bytes:
        """Return the opcodes of what holds others."""
        match value:
            case tuple():
                return b"(" + b"".join(map(self.written, value)) + b"t"
            case list():
                return b"](" + b"".join(map(self.written, value)) + b"e"
            case dict():
                items = [self.written(each) for item in value.items() for each in item]
                return b"}(" + b"".join(items) + b"u"
        raise TypeError(value)


def array(shape: tuple[object, ...], data: object, *, dtype: Made = OBJECTS, columns_first: object = False) -> Made:
    """Return a numpy array as a pickle has it."""
    made_of = (pickles.ARRAY, (0,), b"b")
    return Made(pickles.RECONSTRUCT, made_of, (1, shape, dtype, columns_first, data))


def numbers(code: str, order: str = "<") -> Made:
    """Return a type of floating-point numbers."""
    return Made(pickles.DTYPE, (code, 0, 1), (3, order, None, None, None, -1, -1, 0))


def table(labels: Labels, rows: Sequence[Labels], *, values: Made | None = None, end: object = None) -> Made:
    """Return a pandas table of objects as a pickle has it: what stands in one column stands together."""
    width = len(rows[0]) if rows else 0
    columns = Made(pickles.NEW_INDEX, (pickles.RANGE_INDEX, {"name": None, "start": 0, "stop": width, "step": 1}))
    named = {"data": array((len(labels),), list(labels)), "name": None}
    axes = [columns, Made(pickles.NEW_INDEX, (pickles.INDEX, named))]
    flat = array((width, len(rows)), [row[column] for column in range(width) for row in rows])
    places = Made(pickles.SLICE, (0, width if end is None else end, 1))
    block = {"values": values or flat, "mgr_locs": places}
    state = (axes, [block["values"]], [columns], {"0.14.1": {"axes": axes, "blocks": [block]}})
    return Made(pickles.DATA_FRAME, (), {"_data": Made(pickles.BLOCK_MANAGER, (), state), "_typ": "dataframe"})


def files(folder: Path, lists: Mapping[str, Sequence[tuple[object, object]]]) -> tuple[Path, Path]:
    """Write lists as two files, names and values, and return where they are."""
    paths = folder / "names.pkl", folder / "values.pkl"
    for part, path in enumerate(paths):
        rows = [[entry[part] for entry in entries] for entries in lists.values()]
        path.write_bytes(pickled(table(list(lists), rows)))
    return paths
