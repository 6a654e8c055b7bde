"""Who may be among whose nearest, found by a cluster: blocks of vectors in its object store, a task for each two.

Tasks are the screening's own pieces (see `engine.blocks`). What they find is merged here, in whatever order it comes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import ray
from ray.exceptions import NodeDiedError, ObjectLostError, OutOfMemoryError, WorkerCrashedError

from recommender.distributed.tasks import About, compare_two
from recommender.distributed.troubles import Troubles
from recommender.distributed.waiting import GIVEN_UP, MOST_SECONDS
from recommender.distributed.working import Order
from recommender.engine import screening
from recommender.engine.blocks import Found, Merging
from recommender.engine.candidates import Candidates, Indices, Singles
from recommender.engine.keeping import Keeper
from recommender.exceptions import ClusterFailed

TASKS_A_CORE = 8
"""At least, so that no core waits long for the last ones."""

MOST_ROWS = 32_768
"""Of a block: 64 MB of vectors, and two of them take a core about half a minute."""

TORCH_FROM = 100_000
"""Vectors from which on a worker gains more from 16-bit products than loading torch for them costs."""

LOST = (WorkerCrashedError, NodeDiedError, ObjectLostError, OutOfMemoryError)
MOST_LOSSES = 5
"""Of one task, after which it is to blame, or there is nobody left."""

LOOK_SECONDS = 2.0

Two = tuple[int, int]
"""A block and another, or the same twice."""


def screen(
    unit: Singles,
    k: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    keeper: Keeper | None = None,
    order: Order,
    cores: int,
    troubles: Troubles,
) -> Candidates:
    """Return what `screening.screen` returns, computed by the workers of a cluster with so many cores.

    Raises ClusterFailed where a piece is lost again and again, or none is finished for a long time.
    """
    count, dimensions = unit.shape
    candidates = Candidates(count, k, margin=2 * screening.error_bound(dimensions))
    starts = edges(count, cores)
    twos = list(pairs_of_blocks(len(starts) - 1))
    finished = keeper.resume(unit, candidates, len(twos)) if keeper else np.zeros(len(twos), np.bool_)
    work = Pieces(
        stored=[ray.put(unit[first:last]) for first, last in pairwise(starts.tolist())],
        merging=Merging(candidates=candidates, starts=starts),
        about=About(order=order, k=k, many=count >= TORCH_FROM),
        at_once=2 * cores,
        troubles=troubles,
    )
    left = [(place, two) for place, two in enumerate(twos) if not finished[place]]
    done = len(twos) - len(left)
    for _, some in groupby(left, key=lambda numbered: numbered[1][0] == numbered[1][1]):
        for place in work.through(dict(some)):
            if place is not None:
                finished[place] = True
                done += 1
            if keeper is not None:
                keeper.keep(candidates, finished)
            if progress is not None:
                progress(done, len(twos))
    return candidates


def edges(count: int, cores: int) -> Indices:
    """Return the first rows of blocks for so many cores, and the number of rows behind them."""
    fewest = math.ceil(math.sqrt(2 * TASKS_A_CORE * cores))
    many = max(fewest, -(-count // MOST_ROWS))
    return np.linspace(0, count, min(many, count) + 1).astype(np.int64)


def pairs_of_blocks(count: int) -> Iterator[Two]:
    """Yield each block with itself, then each two beside each other, then those further off."""
    for distance in range(count):
        for place in range(count - distance):
            yield place, place + distance


TASK = ray.remote(num_cpus=1, max_retries=0)(compare_two)


@dataclass(kw_only=True)
class Pieces:
    """Hands out two blocks at a time, and takes in what comes."""

    stored: list[Any]
    merging: Merging
    about: About
    at_once: int
    troubles: Troubles
    losses: dict[int, int] = field(default_factory=dict)

    def through(self, waiting: dict[int, Two]) -> Iterator[int | None]:
        """Do these pieces, named by their places; yield the place of each that is taken in, None where none came."""
        pieces = list(waiting.items())[::-1]
        under_way: dict[Any, tuple[int, Two]] = {}
        silent = 0.0
        while pieces or under_way:
            while pieces and len(under_way) < self.at_once:
                piece = pieces.pop()
                under_way[self.hand_out(piece[1])] = piece
            ready, _ = ray.wait(list(under_way), num_returns=1, timeout=LOOK_SECONDS)
            silent = 0.0 if ready else silent + LOOK_SECONDS
            if silent >= MOST_SECONDS:
                raise ClusterFailed(GIVEN_UP.format(minutes=MOST_SECONDS / 60))
            if not ready:
                yield None
            for reference in ready:
                place, two = under_way.pop(reference)
                if self.took_in(reference, place, two):
                    yield place
                else:
                    pieces.append((place, two))

    def hand_out(self, two: Two) -> Any:
        """Let the cluster compare two blocks at the present thresholds."""
        first, second = two
        other = None if first == second else self.stored[second]
        return TASK.remote(self.stored[first], other, self.merging.thresholds(first, second), self.about)

    def took_in(self, reference: Any, place: int, two: Two) -> bool:
        """Take in what a task found, and return True; False where it was lost with its worker."""
        try:
            found: Found = ray.get(reference)
        except LOST as loss:
            self.losses[place] = self.losses.get(place, 0) + 1
            self.troubles.lost_tasks += 1
            if self.losses[place] >= MOST_LOSSES:
                raise ClusterFailed(f"two blocks of vectors were lost {MOST_LOSSES} times, at last: {loss}") from loss
            return False
        self.merging.take_in(*two, found)
        return True
