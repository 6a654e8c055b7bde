"""The measured figures that the estimates rest on, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.scale import arithmetic
from scripts.scale.measured import Measured, MissingRow, Row

DATABASES = ("PostgreSQL", "SQLite")
SAID_OF_AN_INDEX = re.compile(
    r"recall (?P<recall>[\d.]+); built in (?P<built>[\d.]+) s, (?P<queries>[\d,]+) queries a second;"
    r" (?P<bytes>[\d,]+) bytes a vector"
)
FIRST_TIME = re.compile(r"([\d.]+) ms where no page nearby was opened")
GOOD_ENOUGH = 0.95
"""The recall that an index should have before it is considered at all."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """An approximate index as it was measured."""

    name: str
    vectors: str
    count: int
    recall: float
    built: float
    queries: float
    bytes: float
    seconds: float
    exact: float


@dataclass(frozen=True, kw_only=True)
class Constants:
    """What was measured. Times are seconds of one core, unless they are a database's or a page's; sizes are bytes."""

    cores: int
    compared: Row
    memory: Row | None
    a_pair: float
    a_pair_in_singles: float
    decoding: float
    embedding: float
    a_file: float
    writing: dict[str, float]
    daily: dict[str, float]
    an_image: dict[str, float]
    a_vector: dict[str, float]
    a_ranking: dict[str, float]
    a_row: dict[str, float]
    a_pixel: float
    page: float
    indexes: tuple[Index, ...]
    request: Row
    growing: tuple[tuple[str, float, int], ...]


def constants(page: Measured) -> Constants:
    """Return them. Raises MissingRow for the first row that is not there."""
    compared, product = most_compared(page), page.row("Neighbours", "neighbours", peer="the bare product")
    return Constants(
        cores=compared.cores,
        compared=compared,
        memory=next(iter(page.all("Million vectors", "their memory at most")), None),
        a_pair=compared.ours * compared.cores / arithmetic.pairs(compared.count),
        a_pair_in_singles=product.theirs * product.cores / product.count**2,
        decoding=page.row("Decoding", "decoding, one core").ours / page.row("Decoding", "decoding, one core").count,
        embedding=page.row("Embedding", "embedding").core_seconds,
        a_file=page.row("End to end", "files to vectors").core_seconds,
        writing=by_database(page, "Writing", "writing lists to {}"),
        daily=by_database(page, "Writing", "writing lists to {}, one in 100 differs"),
        an_image=stored(page, "an image, with its words and tags ({})"),
        a_vector=stored(page, "a vector ({})"),
        a_ranking=stored(page, "a ranking ({})"),
        a_row=stored(page, "a row of a list ({})"),
        a_pixel=page.row("Storage", "small copies, a megapixel").ours / 1e6,
        page=page.row("Lab", "bytes of the wall, phone, slow 4G").ours,
        indexes=tuple(index(row) for row in rows_of_indexes(page)),
        request=page.row("Wall", "a request for page 1, the middle or the last (PostgreSQL)"),
        growing=growing(page),
    )


def most_compared(page: Measured) -> Row:
    """Return the largest comparison of all with all that was measured."""
    rows = page.all("Million vectors", "neighbours, exact") + page.all("Neighbours", "neighbours")
    return max(rows, key=lambda row: row.count) if rows else page.row("Neighbours", "neighbours")


def by_database(page: Measured, section: str, task: str) -> dict[str, float]:
    """Return the seconds for one row, by database."""
    rows = {name: page.row(section, task.format(name)) for name in DATABASES}
    return {name: row.ours / row.count for name, row in rows.items()}


def stored(page: Measured, task: str) -> dict[str, float]:
    """Return bytes in a database, by its name."""
    return {name: page.row("Storage", task.format(name)).ours for name in DATABASES}


def rows_of_indexes(page: Measured) -> list[Row]:
    """Return the rows of approximate indexes. Raises MissingRow where there is none."""
    return page.all("Approximate", "all lists") or [page.row("Approximate", "all lists")]


def index(row: Row) -> Index:
    """Return what a row says of an index. Raises MissingRow where its remark says something else."""
    said = SAID_OF_AN_INDEX.search(row.remark)
    if said is None:
        raise MissingRow(f"docs/benchmarks.md says no recall of “{row.peer}”: run python -m benchmarks approximate")
    built, queries, size = (float(said[name].replace(",", "")) for name in ("built", "queries", "bytes"))
    return Index(
        name=row.peer,
        vectors=row.size,
        count=row.count,
        recall=float(said["recall"]),
        built=built,
        queries=queries,
        bytes=size,
        seconds=row.theirs,
        exact=row.ours,
    )


def quickest(indexes: tuple[Index, ...], family: str) -> Index:
    """Return the quickest index of a family on most vectors with a recall that is good enough, else the best one."""
    most = max(index.count for index in indexes)
    candidates = [index for index in indexes if index.name.startswith(family) and index.count == most]
    good = [index for index in candidates if index.recall >= GOOD_ENOUGH]
    return min(good, key=lambda index: index.seconds) if good else max(candidates, key=lambda index: index.recall)


def growing(page: Measured) -> tuple[tuple[str, float, int], ...]:
    """Return what takes longer with every image: what it is, seconds (PostgreSQL), and images it was measured with."""
    middle = page.row("Wall", "middle page, newest (PostgreSQL)")
    first = FIRST_TIME.search(middle.remark)
    found = [("a page in the middle, the first after an upload", float(first[1]) / 1000, middle.count)] if first else []
    for task, name in (
        ("commonest tag, first page, counted (PostgreSQL)", "the commonest tag, counted"),
        ("search, first page, counted (PostgreSQL)", "a search for a common word, counted"),
    ):
        row = page.row("Wall", task)
        found.append((name, row.ours, row.count))
    return tuple(found)
