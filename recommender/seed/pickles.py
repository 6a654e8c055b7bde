"""Pickles read as inert data, by a reader that can execute nothing.

A pickle is a program: its opcodes import what they name and call it. `pickle.Unpickler` with a narrowed `find_class`
still calls, sets attributes and keeps a registry of extensions. Here nothing is there to do any of it: opcodes are told
apart by the tables of `pickletools`, only those that pandas writes for a table are known, and what the file would have
called becomes a `Made`, which is a name and its arguments to look at. Names are compared with a list, never looked up.

What a file of so many bytes can cost is bounded, too: every opcode adds one reference at most, lists and the like are
counted, and no value is ever hashed, compared, copied or printed as a whole but texts and numbers.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from recommender.seed.exceptions import InvalidLists

Kind = TypeVar("Kind")

MAX_BYTES = 16 * 2**20
"""Names or values of a hundred thousand images, and some more."""

MOST_CONTAINERS = 1_000
"""Lists, tuples and the like: a table needs about fifty, however many images it is of."""

DEEPEST = 100
"""Marks within each other: a table needs about eight."""

PROTOCOL = 4
SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class Name:
    """Something of a module, as a pickle names it."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(eq=False, repr=False)
class Made:
    """What a pickle would have made by calling a name with arguments, and the state it would have set."""

    of: Name
    args: tuple[object, ...]
    state: object = None


DATA_FRAME = Name("pandas.core.frame", "DataFrame")
BLOCK_MANAGER = Name("pandas.core.internals.managers", "BlockManager")
NEW_INDEX = Name("pandas.core.indexes.base", "_new_Index")
INDEX = Name("pandas.core.indexes.base", "Index")
RANGE_INDEX = Name("pandas.core.indexes.range", "RangeIndex")
RECONSTRUCT = Name("numpy.core.multiarray", "_reconstruct")
ARRAY = Name("numpy", "ndarray")
DTYPE = Name("numpy", "dtype")
SLICE = Name("builtins", "slice")
KNOWN_NAMES = (DATA_FRAME, BLOCK_MANAGER, NEW_INDEX, INDEX, RANGE_INDEX, RECONSTRUCT, ARRAY, DTYPE, SLICE)

LITERALS = {
    "BININT",
    "BININT1",
    "BININT2",
    "BINFLOAT",
    "SHORT_BINUNICODE",
    "BINUNICODE",
    "SHORT_BINBYTES",
    "BINBYTES",
}
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
TUPLES = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
KNOWN = {
    *LITERALS,
    *CONSTANTS,
    *TUPLES,
    *("PROTO", "FRAME", "STOP", "MARK", "TUPLE", "MEMOIZE", "BINGET", "LONG_BINGET"),
    *("EMPTY_LIST", "APPEND", "APPENDS", "EMPTY_DICT", "SETITEM", "SETITEMS"),
    *("STACK_GLOBAL", "NEWOBJ", "REDUCE", "BUILD"),
}
OPCODES = {ord(opcode.code): opcode for opcode in pickletools.opcodes}


def read(content: bytes) -> object:
    """Return what a pickle holds, as inert data, or raise InvalidLists."""
    if len(content) > MAX_BYTES:
        raise InvalidLists(f"it is larger than {MAX_BYTES // 2**20} MiB")
    machine = Machine()
    try:
        for name, argument in operations(content):
            machine.step(name, argument)
    except (ValueError, IndexError) as error:  # an argument cut off, a text that is none, nothing left on the stack
        raise InvalidLists(f"it is damaged ({error})") from error
    if machine.marked or len(machine.stack) != 1:
        raise InvalidLists("it is damaged (it ends in the middle of something)")
    return machine.stack[0]


def operations(content: bytes) -> Iterator[tuple[str, object]]:
    """Yield the opcodes of a pickle by name, with their arguments; the arguments of unknown ones are not even read."""
    stream = io.BytesIO(content)
    if content[:2] != bytes([0x80, PROTOCOL]):
        raise InvalidLists(f"it does not begin as a pickle of protocol {PROTOCOL} does")
    while code := stream.read(1):
        opcode = OPCODES.get(code[0])
        if opcode is None or opcode.name not in KNOWN:
            named = opcode.name if opcode else f"0x{code[0]:02x}"
            raise InvalidLists(f"it asks for {named}, which no table needs")
        if opcode.name == "STOP":
            break
        yield opcode.name, opcode.arg.reader(stream) if opcode.arg else None
    else:
        raise InvalidLists("it is damaged (it ends too early)")
    if stream.read(1):
        raise InvalidLists("more follows behind its end")


class Machine:
    """A pickle's stack and memory. Values are texts, numbers, bytes, lists, tuples, dicts, names and what is made."""

    def __init__(self) -> None:
        self.stack: list[object] = []
        self.marked: list[list[object]] = []
        self.memory: list[object] = []
        self.containers = 0

    def step(self, name: str, argument: object) -> None:
        """Do one opcode."""
        if name in LITERALS:
            self.stack.append(argument)
        elif name in CONSTANTS:
            self.stack.append(CONSTANTS[name])
        elif name in TUPLES:
            self.gather(TUPLES[name])
        elif name not in {"PROTO", "FRAME"}:
            STEPS[name](self, argument)

    def push(self, value: object) -> None:
        """Put something on the stack that takes room of its own."""
        self.containers += 1
        if self.containers > MOST_CONTAINERS:
            raise InvalidLists(f"it makes more than {MOST_CONTAINERS:,} lists and the like, and a table needs few")
        self.stack.append(value)

    def gather(self, count: int) -> None:
        """Make a tuple of the topmost values."""
        self.push(tuple(self.pop() for _ in range(count))[::-1])

    def pop(self) -> object:
        """Take the topmost value."""
        return self.stack.pop()

    def pop_marked(self) -> list[object]:
        """Take what came after the last mark."""
        values, self.stack = self.stack, self.marked.pop()
        return values

    def mark(self, _: object) -> None:
        """Begin to collect values; a long list comes in many parts, one after another."""
        if len(self.marked) == DEEPEST:
            raise InvalidLists(f"it begins more than {DEEPEST} things within each other, and a table needs few")
        self.marked.append(self.stack)
        self.stack = []

    def make_tuple(self, _: object) -> None:
        """Make a tuple of what came after the last mark."""
        self.push(tuple(self.pop_marked()))

    def memoize(self, _: object) -> None:
        """Remember the topmost value under the next number."""
        self.memory.append(self.stack[-1])

    def recall(self, number: object) -> None:
        """Put a remembered value on the stack again."""
        self.stack.append(self.memory[expected(number, int)])

    def append(self, values: list[object]) -> None:
        """Append values to the list on the stack."""
        expected(self.stack[-1], list).extend(values)

    def set_items(self, values: list[object]) -> None:
        """Set keys, which are texts, and values in the dict on the stack."""
        filled: dict[str, object] = expected(self.stack[-1], dict)
        for key, value in zip(values[::2], values[1::2], strict=True):
            filled[expected(key, str)] = value  # to hash a tuple of tuples of tuples may take for ever

    def name(self, _: object) -> None:
        """Put a name on the stack, if it is one of those that tables need."""
        name, module = expected(self.pop(), str), expected(self.pop(), str)
        known = next((each for each in KNOWN_NAMES if (each.module, each.name) == (module, name)), None)
        if known is None:
            raise InvalidLists(f"it names {readable(f'{module}.{name}')}, which no table needs")
        self.stack.append(known)

    def make(self, _: object) -> None:
        """Note that something would be called, and with what."""
        args, of = expected(self.pop(), tuple), expected(self.pop(), Name)
        self.push(Made(of, args))

    def build(self, _: object) -> None:
        """Note the state of what was made."""
        state = self.pop()
        expected(self.stack[-1], Made).state = state


STEPS = {
    "MARK": Machine.mark,
    "TUPLE": Machine.make_tuple,
    "MEMOIZE": Machine.memoize,
    "BINGET": Machine.recall,
    "LONG_BINGET": Machine.recall,
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "APPEND": lambda machine, _: machine.append([machine.pop()]),
    "APPENDS": lambda machine, _: machine.append(machine.pop_marked()),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "SETITEM": lambda machine, _: machine.set_items([machine.pop(), machine.pop()][::-1]),
    "SETITEMS": lambda machine, _: machine.set_items(machine.pop_marked()),
    "STACK_GLOBAL": Machine.name,
    "NEWOBJ": Machine.make,
    "REDUCE": Machine.make,
    "BUILD": Machine.build,
}


def expected(value: object, kind: type[Kind]) -> Kind:
    """Return a value of a kind, or raise InvalidLists."""
    if not isinstance(value, kind):
        raise InvalidLists(f"it is damaged (a {type(value).__name__} where a {kind.__name__} belongs)")
    return value


def readable(text: str) -> str:
    """Return a text from a file as it may be printed: not too long, and without what moves a cursor."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:SHOWN_CHARACTERS]
    )
