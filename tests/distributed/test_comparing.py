"""Blocks compared by a cluster give the lists that one machine finds, bit for bit, whatever becomes of its workers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import ray

from benchmarks.vectors import catalogue as vectors_of
from recommender.distributed import comparing
from recommender.distributed.cluster import Cluster
from recommender.engine.keeping import Keeper
from recommender.engine.neighbours import Neighbours, top_k
from recommender.exceptions import ClusterFailed
from tests.distributed.dying import die
from tests.distributed.nodes import Nodes, wait_until, workers

COUNT = 9_000
TASK = "ray::compare_two"


@pytest.fixture(scope="module")
def here() -> Neighbours:
    return top_k(vectors_of(COUNT), 7)


@pytest.fixture
def cluster(nodes: Nodes) -> Iterator[Cluster]:
    """Connected, from this process."""
    cluster = Cluster(nodes.address)
    yield cluster
    cluster.close()


def equal(found: Neighbours, expected: Neighbours) -> bool:
    same = np.array_equal(found.positions, expected.positions)
    return same and np.array_equal(found.similarities, expected.similarities)


@pytest.mark.small_form
def test_lists_are_those_of_one_machine(cluster: Cluster, here: Neighbours) -> None:
    assert equal(top_k(vectors_of(COUNT), 7, screen=cluster.compare), here)
    assert cluster.remarks == ()


def test_they_are_with_16_bit_products_too(cluster: Cluster, here: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "TORCH_FROM", 1)
    assert equal(top_k(vectors_of(COUNT), 7, screen=cluster.compare), here)


@pytest.mark.small_form
def test_a_worker_that_is_killed_is_told_of_and_its_blocks_are_compared_again(
    cluster: Cluster, here: Neighbours
) -> None:
    with after_some(kill_one_worker) as told:
        assert equal(top_k(vectors_of(COUNT), 7, screen=cluster.compare, progress=told), here)
    assert cluster.remarks == ("1 comparison died with a worker and had to be done again.",)


def test_a_piece_that_is_lost_again_and_again_ends_the_comparison(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "TASK", ray.remote(num_cpus=1, max_retries=0)(die))
    sentence = r"^The Ray cluster did not do its work: two blocks of vectors were lost 5 times, at last: .*Nothing was"
    with pytest.raises(ClusterFailed, match=sentence):
        top_k(vectors_of(COUNT), 7, screen=cluster.compare)


def test_what_a_killed_run_had_found_is_taken_up(cluster: Cluster, here: Neighbours, tmp_path: Path) -> None:
    def keeper() -> Keeper:
        return Keeper(tmp_path / "compared.npz", least=1, seconds=0)

    def screen(*arguments: Any, **options: Any) -> Any:
        return cluster.compare(*arguments, **{**options, "keeper": keeper()})

    with pytest.raises(KeyboardInterrupt):
        top_k(vectors_of(COUNT), 7, screen=screen, progress=Stopping(after=COUNT // 2))
    first = Stopping(after=COUNT + 1)
    assert equal(top_k(vectors_of(COUNT), 7, screen=screen, progress=first), here)
    assert first.told[0] > COUNT // 3


class Stopping:
    """Stops a comparison once so many rows are done; remembers what it was told."""

    def __init__(self, after: int) -> None:
        self.after, self.told = after, list[int]()

    def __call__(self, done: int, total: int) -> None:
        self.told.append(done)
        if done > self.after:
            raise KeyboardInterrupt


class after_some:  # noqa: N801 - used as a function
    """Does something once, in a thread of its own, when a comparison has come some way."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.thread = threading.Thread(target=act)

    def __enter__(self) -> Callable[[int, int], None]:
        return self.told

    def told(self, done: int, total: int) -> None:
        if done > total // 4 and self.thread.ident is None:
            self.thread.start()

    def __exit__(self, *error: object) -> None:
        self.thread.join()


def kill_one_worker() -> None:
    wait_until(lambda: workers(TASK))
    workers(TASK)[0].kill()
