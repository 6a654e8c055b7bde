"""Who may be among whose nearest: what a screening gathers, and how it forgets who cannot be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Places = NDArray[np.int32]
Indices = NDArray[np.int64]


class Candidates:
    """For each of n rows the others that may be among its k most similar, in any order, and a falling crowd's limit.

    `columns` (n, width) holds positions and `values` (n, width) their similarities in single precision, the first
    `counts[row]` of each row; `thresholds` (n,) are what a value must reach to be of interest. A row with more ties
    than fit is `crowded`: it is left to whoever can look at all values.
    """

    def __init__(self, count: int, k: int, *, margin: float) -> None:
        width = 4 * k + 64
        self.k, self.margin = k, np.float32(margin)
        self.columns: Places = np.zeros((count, width), np.int32)
        self.values: Singles = np.full((count, width), -np.inf, np.float32)
        self.counts: Indices = np.zeros(count, np.int64)
        self.thresholds: Singles = np.full(count, -np.inf, np.float32)
        self.crowded: NDArray[np.bool_] = np.zeros(count, np.bool_)

    def offer(self, rows: Indices, columns: Indices, values: Singles) -> None:
        """Take in pairs, ordered by row; a full row is tightened first."""
        rows, columns, values = self._make_room(rows, columns, values)
        if len(rows) == 0:
            return
        different, starts, repeats = runs(rows)
        places = np.arange(len(rows)) + np.repeat(self.counts[different] - starts, repeats)
        self.values[rows, places] = values
        self.columns[rows, places] = columns
        self.counts[different] += repeats

    def tighten(self, rows: Indices) -> None:
        """Drop what cannot belong to the k best of these rows any more, and raise their thresholds accordingly."""
        values = self.values[rows]
        limits = kth_largest(values, self.k) - self.margin
        kept = values >= limits[:, None]
        order = np.argsort(~kept, axis=1, kind="stable")
        self.values[rows] = np.take_along_axis(np.where(kept, values, -np.inf).astype(np.float32), order, axis=1)
        self.columns[rows] = np.take_along_axis(self.columns[rows], order, axis=1)
        self.counts[rows] = kept.sum(axis=1)
        self.raise_thresholds(rows, limits)

    def raise_thresholds(self, rows: Indices | slice, limits: Singles) -> None:
        """Raise the thresholds of these rows to the limits, where they are higher."""
        self.thresholds[rows] = np.maximum(self.thresholds[rows], limits)

    def give_up(self, rows: Indices) -> None:
        """Leave these rows to whoever can look at all values: they have more ties than fit."""
        self.crowded[rows], self.counts[rows], self.thresholds[rows] = True, 0, np.inf

    def _make_room(self, rows: Indices, columns: Indices, values: Singles) -> tuple[Indices, Indices, Singles]:
        overfull = self._overfull(rows)
        if len(overfull) == 0:
            return rows, columns, values
        self.tighten(overfull)
        welcome = values >= self.thresholds[rows]
        rows, columns, values = rows[welcome], columns[welcome], values[welcome]
        self.give_up(self._overfull(rows))
        welcome = ~self.crowded[rows]
        return rows[welcome], columns[welcome], values[welcome]

    def _overfull(self, rows: Indices) -> Indices:
        """Return which of these rows, named once for each pair offered, would have more candidates than fit."""
        different, _, repeats = runs(rows)
        overfull: Indices = different[self.counts[different] + repeats > self.values.shape[1]]
        return overfull


def runs(ordered: Indices) -> tuple[Indices, Indices, Indices]:
    """Return the different ones of ordered numbers, where each begins, and how often it is there.

    >>> [part.tolist() for part in runs(np.array([3, 3, 5, 8, 8, 8]))]
    [[3, 5, 8], [0, 2, 3], [2, 1, 3]]
    """
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    return ordered[starts], starts, np.diff(starts, append=len(ordered))


def kth_largest(values: Singles, k: int) -> Singles:
    """Return the k-th largest value of each row, minus infinity where a row has fewer."""
    place = values.shape[1] - k
    largest: Singles = np.partition(values, place, axis=1)[:, place] if place >= 0 else np.full(len(values), -np.inf)
    return largest
