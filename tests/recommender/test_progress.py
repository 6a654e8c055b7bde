"""A run tells where it stands: lines now and then, or a bar on a terminal."""

from __future__ import annotations

import io

import pytest

from recommender.progress import Bar, Lines, for_stream, silent


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


class Told:
    """Lines told at given seconds."""

    def __init__(self) -> None:
        self.stream, self.now = io.StringIO(), 100.0
        self.lines = Lines(self.stream, clock=lambda: self.now)

    def at(self, second: float, stage: str, done: int, total: int) -> str:
        """Tell where the run stands at a second, and return what is written."""
        self.now = 100.0 + second
        before = len(self.stream.getvalue())
        self.lines(stage, done, total)
        return self.stream.getvalue()[before:]


def test_a_stage_that_ends_at_once_is_one_line() -> None:
    assert Told().at(0, "Embedding", 1200, 1200) == "Embedding: 1,200 of 1,200 images\n"


def test_nothing_is_told_within_ten_seconds() -> None:
    told = Told()
    assert [told.at(second, "Embedding", 10 + second, 5000) for second in (0, 5, 9)] == ["", "", ""]


def test_every_ten_seconds_there_is_a_line_with_rate_and_time_left() -> None:
    told = Told()
    lines = [told.at(second, "Embedding", 32 + 20 * second, 2032) for second in (0, 10, 15, 20, 100)]
    assert lines == [
        "",
        "Embedding: 232 of 2,032 images (20 a second, 90 s left)\n",
        "",
        "Embedding: 432 of 2,032 images (20 a second, 80 s left)\n",
        "Embedding: 2,032 of 2,032 images\n",
    ]


def test_where_nothing_moves_no_time_left_is_promised() -> None:
    told = Told()
    told.at(0, "Embedding", 32, 100)
    assert told.at(60, "Embedding", 32, 100) == "Embedding: 32 of 100 images (0 a second)\n"


def test_a_new_stage_has_a_clock_of_its_own() -> None:
    told = Told()
    told.at(0, "Embedding", 100, 100)
    assert told.at(50, "Comparing", 10, 100) == ""
    assert told.at(60, "Comparing", 60, 100) == "Comparing: 60 of 100 images (5 a second, 8 s left)\n"


def test_a_terminal_gets_a_bar_a_stage() -> None:
    stream = Terminal()
    bar = for_stream(stream)
    for stage in ("Embedding", "Comparing"):
        for done in (32, 64, 70):
            bar(stage, done, 70)
    assert isinstance(bar, Bar)
    assert stream.getvalue().count("70/70") == 2
    assert "Embedding: 100%" in stream.getvalue()


def test_anything_else_gets_lines() -> None:
    assert isinstance(for_stream(io.StringIO()), Lines)


def test_silence_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    silent("Embedding", 1, 2)
    assert capsys.readouterr() == ("", "")
