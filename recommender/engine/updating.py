"""Rankings brought up to date: exact after a change, without comparing everything with everything again.

A ranking is complete down to its floor: whoever is nearer than the floor is in it. So a new vector enters exactly the
rankings whose floor it is above, a lost member leaves a ranking shorter but still exact, and only a ranking that has
become too short is made again. Inner products are exact (see `vectors`), so the result has the bits of a full search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.engine import neighbours, screening
from recommender.engine.neighbours import Doubles, Neighbours, Positions
from recommender.engine.screening import Screen
from recommender.engine.vectors import Vectors

ALL_ANEW_FROM = 1 / 4
"""Share of the vectors to be compared with all others from which on a search among all pairs is quicker."""

NOBODY = -1
"""In place of a position behind the end of a ranking."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Rankings:
    """The nearest others of n vectors, best first, and how far down each ranking is complete.

    `positions` and `similarities` have shape (n, width), with -1 and minus infinity behind the end of a shorter one.
    The floor of a ranking is a similarity and a position, `floors` and `floor_positions` of shape (n,): every other
    with a higher similarity, or an equal one and no higher position, is in it; below minus infinity there is nobody.
    """

    positions: Positions
    similarities: Doubles
    floors: Doubles
    floor_positions: Positions

    @property
    def lengths(self) -> Positions:
        """How many are in each ranking, shape (n,)."""
        lengths: Positions = np.count_nonzero(self.positions != NOBODY, axis=1)
        return lengths

    def cut_off(self, rows: Positions) -> None:
        """Make the last one of these rankings, which are full, their floor."""
        self.floors[rows] = self.similarities[rows, -1]
        self.floor_positions[rows] = self.positions[rows, -1]


def empty(count: int, width: int) -> Rankings:
    """Return n rankings with nobody in them, complete as if there were no others."""
    return Rankings(
        positions=np.full((count, width), NOBODY, np.int64),
        similarities=np.full((count, width), -np.inf),
        floors=np.full(count, -np.inf),
        floor_positions=np.full(count, NOBODY, np.int64),
    )


def rank(
    vectors: Vectors,
    width: int,
    *,
    progress: Callable[[int, int], None] | None = None,
    screen: Screen = screening.screen,
) -> Rankings:
    """Return the rankings of (n, d) unit vectors from scratch; raise ValueError where the width is below 1."""
    found = neighbours.top_k(vectors, width, progress=progress, screen=screen)
    count, listed = found.positions.shape
    rankings = empty(count, width)
    rankings.positions[:, :listed], rankings.similarities[:, :listed] = found.positions, found.similarities
    if listed < count - 1:
        rankings.cut_off(np.arange(count))
    return rankings


def update(
    vectors: Vectors,
    known: Rankings,
    fresh: Mask,
    *,
    least: int,
    progress: Callable[[int, int], None] | None = None,
    screen: Screen = screening.screen,
) -> tuple[Rankings, Mask]:
    """Return the rankings of (n, d) unit vectors, and which of them, shape (n,), are not as they were known.

    `known` are the rankings among the vectors that are not `fresh`, without those that are not there any more; what it
    says of fresh ones is overwritten, and it is used up. Each ranking returned has at least `least` others, or all.
    """
    told = progress or (lambda done, total: None)
    count, most = len(vectors), int(len(vectors) * ALL_ANEW_FROM)
    new = np.flatnonzero(fresh)
    if len(new) <= most:
        touched = fresh.copy()
        touched[admit(vectors, known, new, told)] = True
        short = np.flatnonzero(known.lengths < min(least, count - 1))
        if len(short) <= most:
            touched[short] = True
            look_at_all(vectors, known, short, told)
            return known, touched
    return rank(vectors, known.positions.shape[1], progress=progress, screen=screen), np.ones(count, np.bool_)


def admit(vectors: Vectors, rankings: Rankings, new: Positions, progress: Callable[[int, int], None]) -> Positions:
    """Give new vectors rankings, and a place in those whose floor they are above; return the rows they entered."""
    if len(new) == 0:
        return new
    rankings.floors[new] = np.inf  # nobody enters before they are made
    entered: list[tuple[Positions, Positions, Doubles]] = []

    def enter(chunk: Positions, block: Doubles) -> None:
        above = block > rankings.floors
        above |= (block == rankings.floors) & (chunk[:, None] <= rankings.floor_positions)
        rows, columns = np.nonzero(above)
        entered.append((columns, chunk[rows], block[rows, columns]))

    look_at_all(vectors, rankings, new, progress, seen=enter)
    rows, positions, similarities = (np.concatenate(parts) for parts in zip(*entered, strict=True))
    return merge(rankings, rows, positions, similarities)


def look_at_all(
    vectors: Vectors,
    rankings: Rankings,
    rows: Positions,
    progress: Callable[[int, int], None],
    *,
    seen: Callable[[Positions, Doubles], None] | None = None,
) -> None:
    """Make these rankings from scratch; `seen` is called with some rows at a time and their cosines with all."""
    if len(rows) == 0:
        return
    others, width = len(vectors) - 1, rankings.positions.shape[1]
    listed = Neighbours(
        positions=rankings.positions[:, : min(width, others)],
        similarities=rankings.similarities[:, : min(width, others)],
    )
    neighbours.look_at_all(vectors, rows, listed, progress, seen=seen)
    rankings.floors[rows], rankings.floor_positions[rows] = -np.inf, NOBODY
    if width < others:
        rankings.cut_off(rows)


def merge(rankings: Rankings, rows: Positions, positions: Positions, similarities: Doubles) -> Positions:
    """Put others into rankings, as many as fit, and return which rankings those were; all shapes are (e,)."""
    touched = np.unique(rows)
    own, columns = np.nonzero(rankings.positions[touched] != NOBODY)
    rows = np.concatenate([touched[own], rows])
    positions = np.concatenate([rankings.positions[touched[own], columns], positions])
    similarities = np.concatenate([rankings.similarities[touched[own], columns], similarities])
    order = np.lexsort((positions, -similarities, rows))
    fill(rankings, touched, rows[order], positions[order], similarities[order])
    return touched


def fill(rankings: Rankings, touched: Positions, rows: Positions, positions: Positions, similarities: Doubles) -> None:
    """Replace these rankings by entries ordered by row and rank; where they do not fit, the floor rises."""
    width = rankings.positions.shape[1]
    place = places(rows)
    fits = place < width
    rankings.positions[touched], rankings.similarities[touched] = NOBODY, -np.inf
    rankings.positions[rows[fits], place[fits]] = positions[fits]
    rankings.similarities[rows[fits], place[fits]] = similarities[fits]
    rankings.cut_off(rows[place == width])


def places(rows: Positions) -> Positions:
    """Return how many equal ones stand before each of these values, which are in order.

    >>> places(np.array([3, 3, 5, 5, 5, 8])).tolist()
    [0, 1, 0, 1, 2, 0]
    """
    first = np.searchsorted(rows, rows)
    return np.arange(len(rows)) - first
