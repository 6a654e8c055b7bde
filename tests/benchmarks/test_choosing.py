"""Benchmarks can be run alone, and each has a section of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import measuring
from benchmarks.measuring import Comparison


@pytest.fixture(autouse=True)
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Instead of measuring, every benchmark says its name; the page is a scratch file that is returned."""
    monkeypatch.setattr(program, "measured", lambda name: [said(name)])
    monkeypatch.setattr(measuring, "PACKAGES", ("pytest",))
    monkeypatch.setattr(measuring, "PAGE", tmp_path / "benchmarks.md")
    return measuring.PAGE


def said(name: str) -> Comparison:
    return Comparison(task=name, size="1", ours=1, peer="a peer", theirs=1, remark="", aim=2, why=f"{name} is slow.")


def test_those_that_are_named_run_alone_and_only_their_sections_are_written(page: Path) -> None:
    page.write_text(
        measuring.page("", {"writing": "Writing\n\nof old", "neighbours": "Neighbours\n\nof old"}, program.NAMES)
    )
    program.main(["neighbours"])
    assert page.read_text() == (
        f"{measuring.HEAD}\n\n## {measuring.section('neighbours', [said('neighbours')])}\n\n## Writing\n\nof old\n"
    )


def test_the_page_can_be_left_as_it_is(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.main(["writing", "--no-page"])
    assert capsys.readouterr().out == f"## {measuring.section('writing', [said('writing')])}\n\n"
    assert not page.exists()


def test_without_a_name_all_run_and_the_page_is_written(page: Path) -> None:
    program.main([])
    sections = {name: measuring.section(name, [said(name)]) for name in program.NAMES}
    assert page.read_text() == measuring.page("", sections, program.NAMES)
    assert page.read_text().count("\n## ") == len(program.NAMES)


def test_what_takes_an_hour_runs_where_it_is_named_only(page: Path) -> None:
    program.main(["million_vectors", "wall"])
    program.main(["wall"])
    headings = [line for line in page.read_text().splitlines() if line.startswith("## ")]
    assert headings == ["## Wall", "## Million vectors"]


def test_a_name_that_does_not_exist_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        program.main(["neighbours", "weather"])
    said_last = capsys.readouterr().err.splitlines()[-1]
    assert said_last == (f"python -m benchmarks: error: a name must be one of {', '.join(program.ALL)}, got weather")


def test_every_benchmark_has_a_name() -> None:
    folder = Path(program.__file__).parent
    measuring_ones = {path.stem for path in folder.glob("*.py") if "def compare(" in path.read_text()}
    assert set(program.ALL) == measuring_ones
