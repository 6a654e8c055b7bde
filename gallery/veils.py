"""What is drawn over a picture so that the eye goes where it matches another: numbers for an SVG, as text. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from gallery.places import Grid

SHORT_SIDE = 100
"""What the short side of a picture measures in a drawing, so that few digits are exact enough."""

SOFTNESS = 0.55
"""How far a cell blurs into its neighbours, in cells: enough that no grid shows, and no place is lost."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell, as attributes of a rect."""

    x: str
    y: str
    opacity: str


@dataclass(frozen=True, kw_only=True)
class Veil:
    """A drawing with the proportions of a picture. Numbers are text, since no language writes those of SVG its way."""

    width: str
    height: str
    cell: str
    blur: str
    cells: list[Cell]


def veil_of(grid: Grid) -> Veil:
    """Return the drawing for a picture; cells that add nothing are left out."""
    unit = SHORT_SIDE / min(grid.width, grid.height)
    cell = grid.square / grid.side * unit
    corners = (grid.corner(*divmod(place, grid.side)) for place in range(grid.side**2))
    return Veil(
        width=number(grid.width * unit),
        height=number(grid.height * unit),
        cell=number(cell),
        blur=number(SOFTNESS * cell),
        cells=[
            Cell(x=number(left * unit), y=number(top * unit), opacity=number(value / 255))
            for (left, top), value in zip(corners, grid.cells, strict=True)
            if value
        ],
    )


def number(value: float) -> str:
    """Return a number as SVG reads it."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
