"""Lists from a table of names and a table of values, held against each other. Pure."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from recommender import conf
from recommender.seed.exceptions import InvalidLists
from recommender.seed.frames import Frame, frame_in
from recommender.seed.pickles import MAX_BYTES, readable

SeedLists = dict[str, list[tuple[str, float]]]
"""By file name: who is listed, itself included, with the cosine, best first."""

ROUNDING = 1e-5
"""Cosines computed in single precision may be so much beyond 1, or out of order."""


def read_lists(names: Path, values: Path) -> SeedLists:
    """Return the lists of two files, or raise InvalidLists, which names the file."""
    return lists_from(read_frame(names), read_frame(values))


def read_frame(path: Path) -> Frame:
    """Return the table in a file."""
    try:
        with path.open("rb") as file:
            return frame_in(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise InvalidLists(f"{path} cannot be read: {error.strerror or error}.") from error
    except InvalidLists as error:
        raise InvalidLists(f"{path} is not a table of names or values as pandas pickles it: {error}.") from error


def lists_from(names: Frame, values: Frame) -> SeedLists:
    """Return the lists, or raise InvalidLists where the tables do not belong together or a value is impossible."""
    check_alike(names, values)
    owners = [text_of(label) for label in names.labels]
    if len(set(owners)) != len(owners):
        ((twice, _),) = Counter(owners).most_common(1)
        raise InvalidLists(f"Each image may have one list, but {quoted(twice)} has more.")
    rows = zip(owners, names.rows, values.rows, strict=True)
    return {owner: entries(owner, listed, cosines) for owner, listed, cosines in rows}


def check_alike(names: Frame, values: Frame) -> None:
    """Raise InvalidLists unless both tables are of the same images in the same order, and of one width."""
    for what, one, other in (
        ("rows", len(names.labels), len(values.labels)),
        ("columns", names.width, values.width),
    ):
        if one != other:
            raise InvalidLists(f"Names and values must be of the same size, got {one} and {other} {what}.")
    if names.width > conf.LARGEST_K:
        raise InvalidLists(f"A list may have {conf.LARGEST_K} entries at most, got {names.width}.")
    for row, labels in enumerate(zip(names.labels, values.labels, strict=True), start=1):
        first, second = map(text_of, labels)
        if first != second:
            both = f"{quoted(first)} and {quoted(second)}"
            raise InvalidLists(
                f"Names and values must be of the same images in the same order, got {both} in row {row}."
            )


def entries(owner: str, listed: Sequence[object], cosines: Sequence[object]) -> list[tuple[str, float]]:
    """Return one image's list."""
    others = [text_of(other) for other in listed]
    values = [cosine_of(value, owner, other) for other, value in zip(others, cosines, strict=True)]
    if len(set(others)) != len(others):
        raise InvalidLists(f"An image may be in a list once, but the list of {quoted(owner)} has one twice.")
    if any(after > before + ROUNDING for before, after in itertools.pairwise(values)):
        raise InvalidLists(f"The most similar must come first, but the list of {quoted(owner)} is in another order.")
    return list(zip(others, values, strict=True))


def text_of(label: object) -> str:
    """Return a label as the catalogue spells file names."""
    if not isinstance(label, str):
        raise InvalidLists(f"An image must be called by its file name, got a value of type {type(label).__name__}.")
    return unicodedata.normalize("NFC", label)


def cosine_of(value: object, owner: str, other: str) -> float:
    """Return a cosine; what rounding put beyond 1 is 1."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not -1 - ROUNDING <= number <= 1 + ROUNDING:  # which nan is not
        came = f"a value of type {type(value).__name__}" if number is None else f"{number:g}"
        raise InvalidLists(
            f"A similarity must be a number from -1 to 1, got {came} between {quoted(owner)} and {quoted(other)}."
        )
    return max(-1.0, min(1.0, number))


def quoted(name: str) -> str:
    """Return a name as part of a sentence."""
    return f"“{readable(name)}”"
