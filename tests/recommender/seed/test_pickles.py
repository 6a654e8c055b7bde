"""A pickle is read as inert data: nothing that it names is looked up, called or set, whatever it says."""

from __future__ import annotations

import builtins
import os
import pickle
import posix
import struct
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.seed import pickles
from recommender.seed.exceptions import InvalidLists
from recommender.seed.frames import Frame, frame_in
from recommender.seed.pickles import Made, Name, read
from tests.recommender.seed.writing_pickles import begun, pickled, table

GOOD = pickled(table(["a.png", "b.png"], [["a.png", "b.png"], ["b.png", "a.png"]]))


class Harm:
    """What does something when it is loaded."""

    def __init__(self, call: Callable[..., object], *args: object) -> None:
        self.call, self.args = call, args

    def __call__(self) -> None:
        """Be something that can be called, as a pickler wants it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return self.call, self.args


def touching(marker: Path) -> dict[str, Harm]:
    """Return what makes a file when it is loaded, in many ways."""
    command, code = f"touch {marker}", f"open({str(marker)!r}, 'w').close()"
    return {
        "os.system": Harm(os.system, command),
        "posix.system": Harm(posix.system, command),
        "builtins.eval": Harm(eval, code),
        "builtins.exec": Harm(exec, code),
        "subprocess.Popen": Harm(subprocess.Popen, ["touch", str(marker)]),
        "nested getattr": Harm(Harm(getattr, Harm(__import__, "os"), "system"), command),
        "a method": Harm(marker.touch),
        "a partial": Harm(partial(os.system, command)),
        "a map": Harm(list, Harm(map, os.system, [command])),
    }


WAYS = sorted(touching(Path("marker")))


def refusal_of(content: bytes) -> str:
    with pytest.raises(InvalidLists) as raised:
        read(content)
    return str(raised.value)


def text(value: str) -> bytes:
    return b"\x8c" + bytes([len(value)]) + value.encode()


def naming(module: str, name: str) -> bytes:
    return begun(text(module) + text(name) + b"\x93")


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_plain_reader_would_execute_is_not_executed(way: str, protocol: int, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    try:
        hostile = pickle.dumps(touching(marker)[way], protocol)
    except pickle.PicklingError:  # the oldest protocols cannot say everything
        return
    refusal_of(hostile)
    assert not marker.exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_reader_would_have_executed_it(way: str, tmp_path: Path) -> None:
    hostile = pickle.dumps(touching(tmp_path / "marker")[way], 4)
    code = "import pickle, sys, time; made = pickle.load(sys.stdin.buffer); getattr(made, 'wait', int)()"
    subprocess.run([sys.executable, "-c", code], input=hostile, check=True, capture_output=True)
    assert (tmp_path / "marker").exists()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("builtins", "getattr"),
        ("numpy.core.multiarray", "_reconstruct.__globals__"),
        ("numpy.core.multiarray._reconstruct", "__globals__"),
        ("numpy", "ndarray.__class__"),
        ("numpy", "load"),
        ("builtins", "slice.__subclasses__"),
        ("pandas.core.frame", "DataFrame.eval"),
        ("pandas", "read_pickle"),
        ("recommender.seed.pickles", "Made"),
        ("numpy.core", "multiarray._reconstruct"),
        ("numpy.", "ndarray"),
        ("", "numpy.ndarray"),
    ],
)
def test_a_name_that_no_table_needs_is_refused(module: str, name: str) -> None:
    assert refusal_of(naming(module, name)) == f"it names {module}.{name}, which no table needs"


def test_a_name_is_told_without_what_moves_a_cursor_and_cut() -> None:
    assert refusal_of(naming("\x1b[2J", "x" * 200)) == f"it names �[2J.{'x' * 75}, which no table needs"


@pytest.mark.parametrize("known", pickles.KNOWN_NAMES, ids=str)
def test_a_known_name_is_only_a_name(known: Name) -> None:
    assert read(naming(known.module, known.name)) is known


def test_a_call_is_only_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "slice", None)
    made = read(pickled(Made(pickles.SLICE, (0, 5, 1))))
    assert isinstance(made, Made)
    assert (made.of, made.args, made.state) == (pickles.SLICE, (0, 5, 1), None)


def test_a_state_is_only_noted_whatever_it_would_set() -> None:
    state = {"__class__": "x", "__dict__": {}, "of": 1, "args": 2, "__setstate__": 3}
    made = read(pickled(Made(pickles.DATA_FRAME, (), state)))
    assert isinstance(made, Made)
    assert (type(made), made.of, made.args, made.state) == (Made, pickles.DATA_FRAME, (), state)


@pytest.mark.parametrize(
    ("opcode", "rest"),
    [
        ("GLOBAL", b"cposix\nsystem\n"),
        ("INST", b"(ios\nsystem\n"),
        ("OBJ", b"(o"),
        ("NEWOBJ_EX", b"\x92"),
        ("EXT1", b"\x82\x01"),
        ("EXT2", b"\x83\x01\x00"),
        ("EXT4", b"\x84\x01\x00\x00\x00"),
        ("PERSID", b"Pid\n"),
        ("BINPERSID", b"NQ"),
        ("DUP", b"N2"),
        ("PUT", b"Np0\n"),
        ("LONG_BINPUT", b"Nr\xff\xff\xff\x7f"),
        ("LONG4", b"\x8b\xff\xff\xff\x7f"),
        ("LONG", b"L" + b"9" * 5000 + b"L\n"),
        ("STRING", rb"S'\d'" + b"\n"),
        ("BINUNICODE8", b"\x8d" + b"\xff" * 7 + b"\x7f"),
        ("BINBYTES8", b"\x8e" + b"\xff" * 7 + b"\x7f"),
        ("BYTEARRAY8", b"\x96" + b"\xff" * 7 + b"\x7f"),
        ("NEXT_BUFFER", b"\x97"),
        ("EMPTY_SET", b"\x8f"),
        ("0x00", b"\x00"),
    ],
)
def test_an_opcode_that_no_table_needs_is_refused(opcode: str, rest: bytes) -> None:
    assert refusal_of(begun(rest)) == f"it asks for {opcode}, which no table needs"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it does not begin as a pickle of protocol 4 does"),
        (b"\x80", "it does not begin as a pickle of protocol 4 does"),
        (b"name,value\n", "it does not begin as a pickle of protocol 4 does"),
        (pickle.dumps([], 3), "it does not begin as a pickle of protocol 4 does"),
        (pickle.dumps([], 5), "it does not begin as a pickle of protocol 4 does"),
        (b"\x80\x04N", "it is damaged (it ends too early)"),
        (begun(b""), "it is damaged (it ends in the middle of something)"),
        (begun(b"NN"), "it is damaged (it ends in the middle of something)"),
        (begun(b"N(N"), "it is damaged (it ends in the middle of something)"),
        (begun(b"N") + begun(b"N"), "more follows behind its end"),
        (begun(b"t"), "it is damaged (pop from empty list)"),
        (begun(b"K\x01\x85R"), "it is damaged (pop from empty list)"),
        (begun(b"h\x07"), "it is damaged (list index out of range)"),
        (begun(b"j\xff\xff\xff\xff"), "it is damaged (list index out of range)"),
        (begun(b"NNa"), "it is damaged (a NoneType where a list belongs)"),
        (begun(b"N)R"), "it is damaged (a NoneType where a Name belongs)"),
        (begun(b"]}b"), "it is damaged (a list where a Made belongs)"),
        (begun(b"}))s"), "it is damaged (a tuple where a str belongs)"),
        (
            begun(b"X\xff\xff\xff\xffabc"),
            "it is damaged (expected 4294967295 bytes in a unicodestring4, but only 4 remain)",
        ),
        (begun(b"B\xff\xff\xff\xffabc"), "it is damaged (expected 4294967295 bytes in a bytes4, but only 4 remain)"),
    ],
)
def test_what_is_no_whole_pickle_of_its_kind_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    assert refusal_of(content) == reason


def test_a_file_beyond_the_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickles, "operations", None)
    assert refusal_of(b"\x80\x04" + b"N" * (16 * 2**20)) == "it is larger than 16 MiB"


@pytest.mark.parametrize("one", [b"]", b"}", b")", b"N\x85"], ids=["lists", "dicts", "tuples", "pairs"])
def test_a_thousand_containers_are_enough(one: bytes) -> None:
    assert refusal_of(begun(one * 1001)) == "it makes more than 1,000 lists and the like, and a table needs few"


def test_a_long_list_may_come_in_many_parts() -> None:
    assert read(begun(b"]" + b"(NNe" * 2000)) == [None] * 4000


def test_marks_within_each_other_are_refused() -> None:
    told = "it begins more than 100 things within each other, and a table needs few"
    assert refusal_of(begun(b"(" * 101)) == told


def doubled(times: int) -> bytes:
    """Return opcodes of a tuple of twice a tuple of twice a tuple..."""
    return b")\x94" + b"".join(b"h%ch%c\x86\x94" % (each, each) for each in range(times))


def nested_lists(times: int) -> bytes:
    """Return opcodes of a list of ten times a list of ten times a list..."""
    return b"]\x94" + b"".join(b"]\x94(" + b"h%c" % each * 10 + b"e" for each in range(times))


@pytest.mark.parametrize(
    "bomb",
    [doubled(200), nested_lists(200), b"]\x94h\x00a" * 200, b"N" + b"\x85" * 900],
    ids=["tuples", "lists", "a list of itself", "deep"],
)
def test_a_bomb_of_references_costs_no_more_than_its_bytes(bomb: bytes) -> None:
    for content in (begun(bomb), begun(b"](" + bomb + b"e"), begun(b"}" + text("_data") + bomb + b"s")):
        with pytest.raises(InvalidLists):
            frame_in(content)


def test_a_tuple_that_would_be_hashed_for_ever_is_no_key() -> None:
    assert refusal_of(begun(b"](" + doubled(200) + b"e}h\xc8Ns")) == "it is damaged (a tuple where a str belongs)"


@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_and_nothing_else_happens(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(2, len(content) - 1))
        piece = data.draw(st.binary(max_size=5))
        content[place : place + data.draw(st.integers(0, 5))] = piece
    try:
        assert isinstance(frame_in(bytes(content)), Frame)
    except InvalidLists:
        return


def test_a_frame_of_an_impossible_length_is_of_no_interest() -> None:
    assert read(begun(b"\x95" + struct.pack("<Q", 2**64 - 1) + b"N")) is None
