"""Figures are read out of the page of benchmarks as they stand there."""

from __future__ import annotations

import pytest

from benchmarks.measuring import spelt
from scripts.scale import measured
from scripts.scale.measured import MissingRow
from tests.scripts.scale import pages


@pytest.fixture(scope="module")
def read() -> measured.Measured:
    return measured.read(pages.page())


def test_every_row_is_read_and_nothing_else(read: measured.Measured) -> None:
    assert [row.task for row in read.rows] == [row.task for rows in pages.SECTIONS.values() for row in rows]
    assert {row.section for row in read.rows} == set(pages.SECTIONS)


def test_a_row_is_what_was_measured(read: measured.Measured) -> None:
    row = read.row("Wall", "middle page, newest (PostgreSQL)")
    assert (row.ours, row.peer, row.theirs, row.cores) == (0.004, "page 1", 0.003, 2)
    assert (row.count, row.remark) == (1_000_000, pages.NEARBY)


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("1234.50 s", 1234.5), ("2.0 ms", 0.002), ("215.00 bytes", 215), ("190.40 KB", 190_400), ("6.00 GiB", 6 * 2**30)],
)
def test_a_figure_is_in_seconds_or_bytes(cell: str, figure: float) -> None:
    assert measured.figure(cell) == pytest.approx(figure)


@pytest.mark.parametrize("seconds", [0.0004, 0.0523, 0.1, 2, 4821.25])
def test_times_are_read_as_benchmarks_spell_them(seconds: float) -> None:
    assert measured.figure(spelt(seconds)) == pytest.approx(seconds)


def test_of_several_sizes_the_largest_counts(read: measured.Measured) -> None:
    assert read.row("Neighbours", "neighbours").count == 100_000
    assert read.row("Neighbours", "neighbours", peer="FAISS knn").count == 40_000


def test_a_task_is_not_taken_for_one_that_begins_alike(read: measured.Measured) -> None:
    assert len(read.all("Writing", "writing lists to SQLite")) == 1


def test_the_work_of_one_thing_is_of_one_core(read: measured.Measured) -> None:
    assert read.row("Embedding", "embedding").core_seconds == pytest.approx(0.04)


def test_a_missing_row_is_named_with_what_measures_it(read: measured.Measured) -> None:
    with pytest.raises(MissingRow) as caught:
        read.row("Million vectors", "neighbours, exact")
    assert str(caught.value) == (
        "docs/benchmarks.md has no row “neighbours, exact” under “Million vectors”: run python -m benchmarks"
        " million_vectors"
    )


def test_a_missing_peer_is_named_as_well(read: measured.Measured) -> None:
    with pytest.raises(MissingRow) as caught:
        read.row("Neighbours", "neighbours", peer="cuVS")
    assert str(caught.value) == (
        "docs/benchmarks.md has no row “neighbours” against cuVS under “Neighbours”:"
        " run python -m benchmarks neighbours"
    )
