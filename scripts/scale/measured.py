"""What was measured, read out of the tables of docs/benchmarks.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNITS = {"s": 1.0, "ms": 0.001, "bytes": 1.0, "KB": 1e3, "MB": 1e6, "GiB": 2.0**30}
"""What a unit of the tables is in seconds or in bytes."""

CORES = re.compile(r"(\d+) cores")
NUMBER = re.compile(r"\d[\d,]*")


class MissingRow(Exception):
    """The page lacks a row that is asked for."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table: figures in seconds or bytes, and the cores of the machine."""

    section: str
    task: str
    size: str
    ours: float
    peer: str
    theirs: float
    remark: str
    cores: int

    @property
    def count(self) -> int:
        """How many things the size speaks of: its first number."""
        return int(NUMBER.findall(self.size)[0].replace(",", ""))

    @property
    def core_seconds(self) -> float:
        """Seconds of one core for one thing, where all cores were at work."""
        return self.ours * self.cores / self.count


@dataclass(frozen=True)
class Measured:
    """The rows of the page, in its order."""

    rows: tuple[Row, ...]

    def all(self, section: str, task: str, *, peer: str = "") -> list[Row]:
        """Return the rows of a section with this task, against this peer or any."""
        return [
            row for row in self.rows if row.section == section and row.task == task and (not peer or row.peer == peer)
        ]

    def row(self, section: str, task: str, *, peer: str = "") -> Row:
        """Return the row with the largest size of those. Raises MissingRow where there is none."""
        found = self.all(section, task, peer=peer)
        if not found:
            against = f" against {peer}" if peer else ""
            module = section.lower().replace(" ", "_")
            raise MissingRow(
                f"docs/benchmarks.md has no row “{task}”{against} under “{section}”: run python -m benchmarks {module}"
            )
        return max(found, key=lambda row: row.count)


def read(text: str) -> Measured:
    """Return what a page of results says."""
    return Measured(tuple(row for part in text.split("\n## ")[1:] for row in rows_of(part)))


def rows_of(section: str) -> list[Row]:
    """Return the rows of one section, which begins with its heading."""
    heading = section.split("\n", 1)[0].strip()
    said = CORES.search(section)
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [row_of(line, heading, cores=int(said[1]) if said else 1) for line in lines]


def row_of(line: str, section: str, *, cores: int) -> Row:
    """Return one row."""
    task, size, ours, peer, theirs, _ratio, _aim, remark = (cell.strip() for cell in line.strip()[1:-1].split("|"))
    return Row(
        section=section,
        task=task,
        size=size,
        ours=figure(ours),
        peer=peer,
        theirs=figure(theirs),
        remark=remark,
        cores=cores,
    )


def figure(cell: str) -> float:
    """Return a figure in seconds or bytes."""
    number, unit = cell.split(" ", 1)
    return float(number.replace(",", "")) * UNITS[unit]
