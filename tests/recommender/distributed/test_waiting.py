"""While nothing comes from a cluster the run gives signs of life, and gives up in the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from recommender.distributed import waiting
from recommender.exceptions import ClusterFailed


def slowly(seconds: float, count: int = 1) -> Iterator[int]:
    for number in range(count):
        time.sleep(seconds)
        yield number


def silent() -> None:
    """Give no sign."""


def test_everything_comes_in_its_order() -> None:
    assert list(waiting.each(range(50), alive=silent)) == list(range(50))


def test_signs_of_life_are_given_while_nothing_comes() -> None:
    signs = list[None]()
    assert list(waiting.each(slowly(0.2), alive=lambda: signs.append(None), look_seconds=0.02)) == [0]
    assert 3 <= len(signs) <= 12


def test_what_goes_wrong_over_there_is_raised_here() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("over there")

    with pytest.raises(ValueError, match="over there"):
        list(waiting.each(broken(), alive=silent))


def test_a_cluster_that_gives_nothing_for_long_is_given_up() -> None:
    sentence = "^The Ray cluster did not do its work: nothing came from it for 0 minutes. Nothing was published"
    with pytest.raises(ClusterFailed, match=sentence):
        list(waiting.each(slowly(0.5), alive=silent, look_seconds=0.02, most_seconds=0.1))


def test_what_comes_now_and_then_is_waited_for() -> None:
    assert list(waiting.each(slowly(0.1, 8), alive=silent, look_seconds=0.02, most_seconds=0.3)) == list(range(8))


def test_a_sign_of_life_that_fails_ends_the_waiting() -> None:
    def superseded() -> None:
        raise RuntimeError("superseded")

    with pytest.raises(RuntimeError, match="superseded"):
        list(waiting.each(slowly(0.5), alive=superseded, look_seconds=0.02))


def test_who_stops_listening_ends_the_thread() -> None:
    before = threading.active_count()
    some = waiting.each(range(1000), alive=silent)
    assert next(some) == 0
    some.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert threading.active_count() == before
