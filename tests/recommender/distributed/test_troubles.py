"""A run on a cluster says what it went through, and nothing where nothing happened."""

from __future__ import annotations

from recommender.distributed.troubles import Troubles


def test_a_quiet_run_has_nothing_to_say() -> None:
    assert Troubles(actors=2, encoded_by={"a/1", "a/2"}, nodes={"a"}).remarks == ()


def test_a_run_that_compared_only_says_nothing_of_workers_that_embed() -> None:
    assert Troubles().remarks == ()


def test_each_trouble_is_told_with_its_number() -> None:
    troubles = Troubles(actors=2, encoded_by={"a/1", "a/2", "a/3"}, lost_tasks=2, nodes={"a", "b"}, nodes_left={"b"})
    assert troubles.remarks == (
        "1 node left the Ray cluster during the run.",
        "1 worker that embedded died and had to be replaced.",
        "2 comparisons died with a worker and had to be done again.",
    )
