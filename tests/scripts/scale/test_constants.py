"""The constants are what was measured, for one thing and one core."""

from __future__ import annotations

import pytest
from django.conf import settings

from benchmarks import writing
from scripts.scale import arithmetic, assumptions, measured
from scripts.scale.constants import Constants, Index, constants, quickest
from scripts.scale.measured import MissingRow
from tests.scripts.scale import pages

TASKS = sorted({row.task for rows in pages.SECTIONS.values() for row in rows})


def of(text: str) -> Constants:
    return constants(measured.read(text))


def test_times_are_of_one_core_and_one_thing() -> None:
    c = of(pages.page())
    assert [c.decoding, c.embedding, c.a_file] == pytest.approx([0.05, 0.04, 0.06])
    assert [c.a_pair, c.a_pair_in_singles] == pytest.approx([8e-9, 1e-8], rel=1e-4)
    assert (c.writing["PostgreSQL"], c.daily["SQLite"]) == pytest.approx((1e-5, 2e-6))
    assert (c.writing["SQLite"], c.daily["PostgreSQL"]) == pytest.approx((6e-6, 3e-6))


def test_bytes_are_of_one_thing() -> None:
    c = of(pages.page())
    taken = c.an_image["SQLite"], c.a_vector["SQLite"], c.a_ranking["PostgreSQL"], c.a_row["PostgreSQL"]
    assert taken == (700, 1400, 600, 150)
    assert (c.a_pixel, c.page) == (0.2, 950_000)


def test_the_largest_comparison_counts_that_of_a_million_where_it_was_made() -> None:
    few, many = of(pages.page()), of(pages.page(with_a_million=True))
    assert (few.compared.count, few.memory) == (100_000, None)
    assert many.a_pair == pytest.approx(1000 * 2 / arithmetic.pairs(1_000_000))
    assert many.memory is not None
    assert many.memory.ours == 6 * 2**30


@pytest.mark.parametrize("task", TASKS)
def test_no_row_may_be_missing(task: str) -> None:
    with pytest.raises(MissingRow, match=r"^docs/benchmarks.md has no row “[^\n]+$"):
        of(pages.page(without=task))


def test_an_index_whose_remark_says_something_else_is_named() -> None:
    with pytest.raises(MissingRow) as caught:
        of(pages.page().replace("recall 0.800", "quick"))
    assert str(caught.value) == (
        "docs/benchmarks.md says no recall of “FAISS IVF-Flat, 8 of 1,265 lists”: run python -m benchmarks approximate"
    )


def test_an_index_is_read_from_its_row() -> None:
    assert of(pages.page()).indexes[1] == Index(
        name="FAISS IVF-Flat, 32 of 1,265 lists",
        vectors=pages.VECTORS,
        count=100_000,
        recall=0.96,
        built=5,
        queries=1000,
        bytes=2000,
        seconds=20,
        exact=20,
    )


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("FAISS IVF-Flat", "FAISS IVF-Flat, 32 of 1,265 lists"),
        ("FAISS HNSW", "FAISS HNSW, 32 links, beam of 128"),
    ],
)
def test_the_quickest_that_is_good_enough_is_chosen_on_most_vectors_or_the_best(family: str, name: str) -> None:
    assert quickest(of(pages.page()).indexes, family).name == name


def test_assumptions_are_what_the_program_does() -> None:
    assert assumptions.SHOWN.value == settings.RECOMMENDATIONS_PER_IMAGE
    assert assumptions.DAILY.value == 1 / writing.SHARE
