"""Where in a picture two images match, in words. Pure, and no picture is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVEN = 0.05
"""A match of whose sum no more than this lies above the average of its cells is everywhere."""

ENOUGH = 0.6
"""So much of what lies above the average the named places hold."""

ABOUT_AS_MUCH = 0.9
"""A place that holds about as much as the last one named is named as well."""

MOST_PLACES = 3
"""A match that more of the nine places are needed for is everywhere."""

PLACES: tuple[str | Promise, ...] = (
    _("at the top left"),
    _("at the top"),
    _("at the top right"),
    _("at the left"),
    _("in the middle"),
    _("at the right"),
    _("at the bottom left"),
    _("at the bottom"),
    _("at the bottom right"),
)
THIRDS: dict[frozenset[int], str | Promise] = {
    frozenset({0, 1, 2}): _("in the upper third"),
    frozenset({3, 4, 5}): _("in the middle, from side to side"),
    frozenset({6, 7, 8}): _("in the lower third"),
    frozenset({0, 3, 6}): _("in the left third"),
    frozenset({1, 4, 7}): _("in the middle, from top to bottom"),
    frozenset({2, 5, 8}): _("in the right third"),
}


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Cells over the square in the middle of a picture that a model saw, and how much each adds to a match."""

    cells: Sequence[int]
    side: int
    seen: float
    width: int
    height: int

    @property
    def is_a_map(self) -> bool:
        """Whether there is a number for each cell, and a cell that adds anything."""
        return self.side > 0 and len(self.cells) == self.side**2 and any(self.cells) and self.seen > 0

    @property
    def square(self) -> float:
        """The side of the square, in pixels."""
        return self.seen * min(self.width, self.height)

    def corner(self, row: int, column: int) -> tuple[float, float]:
        """Return where a cell begins, in pixels from the picture's left and top."""
        cell = self.square / self.side
        return (self.width - self.square) / 2 + column * cell, (self.height - self.square) / 2 + row * cell


def shares(grid: Grid) -> list[float]:
    """Return how much of a match lies in each of nine equal parts of the picture, row by row; all together 1, or 0.

    Only what a cell adds beyond the average counts: the least of the cells of two alike pictures adds a good deal, too.
    """
    average = sum(grid.cells) / len(grid.cells)
    beyond = [max(0.0, value - average) for value in grid.cells]
    if sum(beyond) <= EVEN * sum(grid.cells):
        return [0.0] * 9
    parts, cell = [0.0] * 9, grid.square / grid.side
    for place, value in enumerate(beyond):
        left, top = grid.corner(*divmod(place, grid.side))
        for part in range(9):
            row, column = divmod(part, 3)
            wide = overlap(left, left + cell, column * grid.width / 3, (column + 1) * grid.width / 3)
            high = overlap(top, top + cell, row * grid.height / 3, (row + 1) * grid.height / 3)
            parts[part] += value * wide * high / cell**2
    return [part / sum(parts) for part in parts]


def overlap(begin: float, end: float, other_begin: float, other_end: float) -> float:
    """Return how long two stretches run side by side."""
    return max(0.0, min(end, other_end) - max(begin, other_begin))


def places_of(grid: Grid) -> list[str | Promise]:
    """Return the few places that hold most of a match, in the order of reading; none where it is everywhere."""
    held, least, named = 0.0, 0.0, set[int]()
    for part, share in sorted(enumerate(shares(grid)), key=lambda each: -each[1]):
        if held >= ENOUGH and share < ABOUT_AS_MUCH * least:
            break
        named.add(part)
        held, least = held + share, share
    if not held or len(named) > MOST_PLACES:
        return []
    return [THIRDS[frozenset(named)]] if frozenset(named) in THIRDS else [PLACES[part] for part in sorted(named)]
