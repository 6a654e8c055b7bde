"""docs/scale.md says what docs/benchmarks.md gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.scale import page
from scripts.scale.__main__ import main
from tests.scripts.scale import pages

LINES = [
    "| such machines that do both in a night | 2 | 18 | 800 |",
    "| PostgreSQL: vectors | 1.5 GB | 15 GB | 150 GB |",
    "| PostgreSQL: these four | 5.1 GB | 51 GB | 510 GB |",
    "| SQLite: the same four | 3.2 GB | 32 GB | 320 GB |",
    "| pictures on a page of the wall, for a phone | 950 KB | 950 KB | 950 KB |",
    "| files to vectors as measured, both at once, core-hours | 17 | 170 | 1,700 |",
    "| 8 of them | 62 min | 10 h | 4.3 days |",
    "| pairs | 5.0 × 10¹¹ | 5.0 × 10¹³ | 5.0 × 10¹⁵ |",
    "| core-hours, as measured with 100,000 vectors | 1.1 | 110 | 11,000 |",
    "| core-hours of their bare product in single precision | 1.4 | 140 | 14,000 |",
    "| a day's uploads compared with all, core-hours | 0.022 | 2.2 | 220 |",
    "| tiles, each of two blocks | 10 | 820 | 80,000 |",
    "| all tiles on 8 such machines | 6.8 min | 7.1 h | 30 days |",
    "| PostgreSQL: all of them, in one transaction | 2 min | 20 min | 3.3 h |",
    "| PostgreSQL: one list in a hundred differs | 36 s | 6 min | 60 min |",
    "| SQLite: all of them | 72 s | 12 min | 2 h |",
    "| SQLite: one list in a hundred differs | 24 s | 4 min | 40 min |",
    "| compared exactly in an hour by one machine of 2 cores | 1,300,000 |",
    "| comparing costs as much as decoding and embedding | 15,000,000 |",
    "| FAISS HNSW, 32 links, beam of 128 is as quick as comparing exactly | 510,000 |",
    f"| {pages.VECTORS} | FAISS IVF-Flat, 8 of 1,265 lists | 0.800 | 5 s | 10 s | 20 s | 1,000 | 2,000 |",
    "| all lists, if the same number of lists is probed | 11 min | 5.6 h | 7.3 days |",
    "| all lists, if the same share of lists is probed | 33 min | 2.3 days | 230 days |",
    "| all lists, if steps grow as the logarithm | 18 min | 3.5 h | 40 h |",
    "| a page of the wall, the first, the middle or the last (9 ms with 1,000 images) | 10 ms | 10 ms | 10 ms |",
    "| a page in the middle, the first after an upload | 40 ms | 400 ms | 4 s |",
    "| PostgreSQL: a row of a list | 150 bytes |",
    "| a night | 8 hours | as long as a first filling, or a comparison of everything, may take |",
]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with a page of benchmarks, and a page on scale whose tables are empty."""
    (tmp_path / "benchmarks.md").write_text(pages.page(), encoding="utf-8")
    places = "\n".join(f"About {name}:\n<!-- {name} -->\n<!-- end -->\nThat was {name}." for name in page.TABLES)
    (tmp_path / "scale.md").write_text(places, encoding="utf-8")
    return tmp_path


def test_the_page_is_what_the_benchmarks_give() -> None:
    assert main(["--check"]) == 0, "run python -m scripts.scale"


def test_tables_are_written_between_their_marks_and_words_stay(docs: Path) -> None:
    assert main([], docs=docs) == 0
    text = (docs / "scale.md").read_text(encoding="utf-8")
    assert text.startswith(
        "About answer:\n"
        "<!-- answer -->\n"
        "| images | 1,000,000 | 10,000,000 | 100,000,000 |\n"
        "| --- | --- | --- | --- |\n"
        "| decoded and embedded by one machine of 2 cores | 8.3 h | 3.5 days | 35 days |\n"
    )
    assert all(f"\n<!-- end -->\nThat was {name}." in text for name in page.TABLES)


@pytest.mark.parametrize("line", LINES)
def test_every_table_says_what_follows_from_the_figures(docs: Path, line: str) -> None:
    main([], docs=docs)
    assert f"\n{line}\n" in (docs / "scale.md").read_text(encoding="utf-8")


def test_a_page_that_was_written_passes_the_check_and_is_written_alike_again(docs: Path) -> None:
    main([], docs=docs)
    once = (docs / "scale.md").read_text(encoding="utf-8")
    assert main(["--check"], docs=docs) == 0
    assert main([], docs=docs) == 0
    assert (docs / "scale.md").read_text(encoding="utf-8") == once


def test_the_check_fails_where_a_figure_is_another_and_writes_nothing(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([], docs=docs)
    before = (docs / "scale.md").read_text(encoding="utf-8")
    (docs / "benchmarks.md").write_text(pages.page().replace("0.72 s", "0.80 s"), encoding="utf-8")
    assert main(["--check"], docs=docs) == 1
    assert capsys.readouterr().err == (
        "docs/scale.md is not what docs/benchmarks.md gives: run python -m scripts.scale\n"
    )
    assert (docs / "scale.md").read_text(encoding="utf-8") == before


def test_a_row_that_is_missing_is_told_in_one_line_and_the_page_stays(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (docs / "scale.md").read_text(encoding="utf-8")
    (docs / "benchmarks.md").write_text(pages.page(without="embedding"), encoding="utf-8")
    assert main([], docs=docs) == 1
    assert capsys.readouterr().err == (
        "docs/benchmarks.md has no row “embedding” under “Embedding”: run python -m benchmarks embedding\n"
    )
    assert (docs / "scale.md").read_text(encoding="utf-8") == before


def test_every_table_must_have_its_place(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (docs / "scale.md").write_text("<!-- answer -->\n<!-- end -->\n", encoding="utf-8")
    assert main([], docs=docs) == 1
    assert capsys.readouterr().err == (
        f"docs/scale.md must have one place for each of {', '.join(page.TABLES)}, got answer\n"
    )


def test_memory_that_was_measured_stands_beside_the_estimate(docs: Path) -> None:
    (docs / "benchmarks.md").write_text(pages.page(with_a_million=True), encoding="utf-8")
    main([], docs=docs)
    text = (docs / "scale.md").read_text(encoding="utf-8")
    assert "| memory of comparing 1,000,000 vectors, at most | 6.4 GB |" in text
