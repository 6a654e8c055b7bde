"""The page of timings says which aims are reached, which are missed, by how much and why."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import pytest

from benchmarks import measuring
from benchmarks.measuring import Comparison


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "REST_SECONDS", 0)


def comparison(*, ratio: float, aim: float | None = None, why: str = "") -> Comparison:
    return Comparison(
        task="tying knots", size="9 ropes", ours=2, peer="a sailor", theirs=2 * ratio, remark="tight", aim=aim, why=why
    )


@pytest.mark.parametrize(
    ("ratio", "aim", "verdict"),
    [
        (1.6, None, ""),
        (3.0, 3, "3"),
        (3.5, 3, "3"),
        (1.6, 3, "3, missed by 47%"),
        (0.87, 0.9, "0.9, missed by 3%"),
        (2.999, 3, "3, missed by 1%"),
    ],
)
def test_a_verdict_is_the_aim_and_by_how_much_it_is_missed(ratio: float, aim: float | None, verdict: str) -> None:
    assert comparison(ratio=ratio, aim=aim).verdict == verdict


def test_the_table_has_a_column_for_the_aim() -> None:
    assert measuring.table([comparison(ratio=1.5, aim=2)]) == (
        "| task | size | Kindred | peer | the peer's | ratio | aim | remark |\n"
        "|---|---|---|---|---|---|---|---|\n"
        "| tying knots | 9 ropes | 2.00 s | a sailor | 3.00 s | 1.50 | 2, missed by 25% | tight |\n"
    )


@pytest.mark.parametrize(
    ("seconds", "spelt"), [(2, "2.00 s"), (0.1, "0.10 s"), (0.0523, "52.3 ms"), (0.0004, "0.4 ms")]
)
def test_short_times_are_told_in_milliseconds(seconds: float, spelt: str) -> None:
    assert measuring.spelt(seconds) == spelt


def test_what_is_not_time_has_its_own_unit() -> None:
    weighed = Comparison(task="a rope", size="9 m", ours=1.5, peer="a chain", theirs=30, remark="", unit="kg")
    assert weighed.cells == ("a rope", "9 m", "1.50 kg", "a chain", "30.00 kg", "20.00", "", "")


def test_every_missed_aim_is_named_with_its_reason() -> None:
    both = [comparison(ratio=1.5, aim=2, why="Ropes are wet."), comparison(ratio=1.5, aim=2)]
    assert measuring.missed(both) == (
        "### Why an aim is missed\n\n"
        "- tying knots, 9 ropes, against a sailor: Ropes are wet.\n"
        "- tying knots, 9 ropes, against a sailor: nobody knows yet.\n"
    )


def test_nothing_is_said_of_reasons_where_every_aim_is_reached() -> None:
    assert measuring.missed([comparison(ratio=2, aim=2, why="Ropes are wet."), comparison(ratio=0.1)]) == ""


@pytest.fixture
def known_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "PACKAGES", ("pytest", "no-such-package"))


@pytest.mark.usefixtures("known_machine")
def test_a_section_holds_what_it_was_measured_on_the_table_and_the_reasons() -> None:
    results = [comparison(ratio=1.5, aim=2)]
    first, about, *rest = measuring.section("tying_knots", results).split("\n\n")
    assert first == "Tying knots"
    assert about.endswith(f"; pytest {version('pytest')}.")
    assert "\n\n".join(rest) + "\n" == f"{measuring.table(results)}\n{measuring.missed(results)}"


@pytest.mark.usefixtures("known_machine")
def test_a_section_ends_with_its_table_where_every_aim_is_reached() -> None:
    results = [comparison(ratio=2, aim=2)]
    assert measuring.section("knots", results).endswith(f"\n\n{measuring.table(results).rstrip()}")


def test_a_new_section_takes_its_place_and_the_others_stay() -> None:
    text = measuring.page("", {"a": "A\n\n1 s\n\n### Why\n\nWet.", "c": "C\n\n3 s"}, ["a", "b", "c"])
    assert measuring.page(text, {"b": "B\n\n2 s"}, ["a", "b", "c"]) == (
        f"{measuring.HEAD}\n\n## A\n\n1 s\n\n### Why\n\nWet.\n\n## B\n\n2 s\n\n## C\n\n3 s\n"
    )


class Clock:
    """A clock that stands still unless somebody works."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def work(self, *each_turn: float) -> Callable[[], None]:
        """Return work that takes so many seconds at each turn."""
        turns = iter(each_turn)

        def one_turn() -> None:
            self.seconds += next(turns)

        return one_turn


def test_contenders_get_their_median_without_the_first_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("benchmarks.measuring.time.perf_counter", clock)
    assert measuring.take_turns(clock.work(99, 1, 9, 2, 3, 8), clock.work(99, 4, 4, 4, 4, 4)) == [3, 4]


def test_contenders_take_turns() -> None:
    turns: list[str] = []
    measuring.take_turns(lambda: turns.append("a"), lambda: turns.append("b"))
    assert turns == ["a", "b"] * (1 + measuring.REPEATS)
