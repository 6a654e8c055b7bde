"""A sheet into rows: its encoding, its heading, and its lines. What the rows say of images is not looked at here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from gallery.sheet.cells import shortened, unguarded
from gallery.sheet.columns import CONTENT_HASH, HEADINGS, ID

SEPARATORS = ",;\t"
"""What programs put between cells, each in its own country."""


class NotASheet(Exception):
    """A file of which no row can be read; the message is one sentence."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line with its cells by heading. Where the line itself is at fault it has no cells but a reason."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    reason: str = ""


def read(content: bytes) -> Iterator[Row]:
    """Yield the rows of a sheet; raise NotASheet where there are none to be read. Empty lines are passed over."""
    text = decoded(content)
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        headings = known_headings(next(lines, []))
    except csv.Error as error:
        raise NotASheet(f"Line 1: this is no heading of a CSV file ({error}).") from error
    return rows_below(lines, headings)


def decoded(content: bytes) -> str:
    """Return the text of a file."""
    if content.startswith(b"PK\x03\x04"):
        raise NotASheet("A CSV file is required, this is a workbook or an archive; save it as “CSV UTF-8”.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotASheet("A CSV file in UTF-8 is required, this one is not in UTF-8; save it as “CSV UTF-8”.") from None


def known_headings(cells: list[str]) -> list[str]:
    """Return the headings as the sheet has them, in the file's order; columns without a name at the end are dropped."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not cells:
        raise NotASheet(f"Line 1: a heading is required, such as {', '.join(HEADINGS)}; the line is empty.")
    spellings = {heading.casefold(): heading for heading in HEADINGS}
    found: list[str] = []
    for cell in cells:
        heading = spellings.get(cell.strip().casefold())
        if heading is None:
            raise NotASheet(f"Line 1: there is no column {shortened(cell)}; there are {', '.join(HEADINGS)}.")
        if heading in found:
            raise NotASheet(f"Line 1: each column may be there once, {shortened(heading)} is there twice.")
        found.append(heading)
    if ID not in found and CONTENT_HASH not in found:
        raise NotASheet(f"Line 1: a column {ID} or {CONTENT_HASH} is required to find the images, there is neither.")
    return found


def rows_below(lines: Iterator[list[str]], headings: list[str]) -> Iterator[Row]:
    """Yield a row for each line below the heading."""
    while True:
        line = getattr(lines, "line_num") + 1  # noqa: B009 - what csv.reader has, and no iterator
        try:
            cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line=line, reason=f"this line and what follows cannot be read ({error})")
            return
        if any(cell.strip() for cell in cells):
            yield row_of(line, cells, headings)


def row_of(line: int, cells: list[str], headings: list[str]) -> Row:
    """Return a line's cells by heading; empty ones beyond the last heading do no harm."""
    width = len(headings)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return Row(line=line, reason=f"{width} cells are required as in the heading, this line has {len(cells)}")
    return Row(line=line, cells=dict(zip(headings, map(unguarded, cells), strict=False)))
