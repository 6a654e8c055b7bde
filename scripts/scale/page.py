"""docs/scale.md: words between which the tables stand, each between two marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from scripts.scale import approximate, assumptions, spelling, tables
from scripts.scale.constants import Constants
from scripts.scale.estimates import each
from scripts.scale.tables import table, time

PLACE = re.compile(r"(?P<begin><!-- (?P<name>\w+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


class UnknownPlace(Exception):
    """The page asks for a table that nobody makes, or lacks one."""


def growing(c: Constants) -> str:
    """Return what pages cost: one that stays as it is, and those that do not."""
    few = f"{spelling.time(c.request.theirs)} with {c.request.peer}"
    return table(
        time(f"a page of the wall, the first, the middle or the last ({few})", lambda images: c.request.ours),
        *(time(name, each(seconds / count)) for name, seconds, count in c.growing),
    )


def measured(c: Constants) -> str:
    """Return the measured figures that stand behind the tables."""
    seconds = [
        (f"a pair among {c.compared.count:,} vectors, on one core", c.a_pair),
        ("its product alone in single precision, on one core", c.a_pair_in_singles),
        ("decoding a JPEG of 12 megapixels, on one core", c.decoding),
        ("ResNet18 on an image of 224 x 224, on one core", c.embedding),
        ("a JPEG of 12 megapixels to its vector, on one core", c.a_file),
        *((f"{name}: a row of a list written", value) for name, value in c.writing.items()),
        *((f"{name}: a row of a list where one list in a hundred differs", value) for name, value in c.daily.items()),
    ]
    bytes_taken = [
        *((f"{name}: an image with words and tags", value) for name, value in c.an_image.items()),
        *((f"{name}: a vector", value) for name, value in c.a_vector.items()),
        *((f"{name}: a ranking", value) for name, value in c.a_ranking.items()),
        *((f"{name}: a row of a list", value) for name, value in c.a_row.items()),
        ("a megapixel of small copies", 1e6 * c.a_pixel),
        *((f"memory of comparing {row.count:,} vectors, at most", row.ours) for row in [c.memory] if row),
    ]
    lines = [[name, spelling.time(value)] for name, value in seconds]
    return spelling.table(["measured", ""], lines + [[name, spelling.size(value)] for name, value in bytes_taken])


def assumed(c: Constants) -> str:
    """Return what was not measured."""
    lines = [[one.name, one.told, one.reason] for one in assumptions.ALL]
    return spelling.table(["assumed", "", "because"], lines)


TABLES: dict[str, Callable[[Constants], str]] = {
    "answer": tables.answer,
    "stored": tables.stored,
    "moved": tables.moved,
    "embedding": tables.embedding,
    "exact": tables.exact,
    "tiles": tables.tiles,
    "rows": tables.rows,
    "pays": approximate.pays,
    "recall": approximate.recall,
    "instead": approximate.instead,
    "growing": growing,
    "measured": measured,
    "assumed": assumed,
}


def written(text: str, c: Constants) -> str:
    """Return the page with its tables made anew. Raises UnknownPlace unless each has one place."""
    names = [found["name"] for found in PLACE.finditer(text)]
    if sorted(names) != sorted(TABLES):
        raise UnknownPlace(f"docs/scale.md must have one place for each of {', '.join(TABLES)}, got {', '.join(names)}")
    return PLACE.sub(lambda found: f"{found['begin']}{TABLES[found['name']](c)}\n{found['end']}", text)
