"""What is drawn over a picture: cells where the model looked, in numbers that SVG reads in any language."""

from __future__ import annotations

from django.utils import translation

from gallery.places import Grid
from gallery.veils import Cell, veil_of


def test_a_drawing_has_the_proportions_of_the_picture_and_its_cells_lie_in_the_middle() -> None:
    veil = veil_of(Grid(cells=[255, 0, 51, 0], side=2, seen=0.5, width=400, height=200))
    assert (veil.width, veil.height, veil.cell) == ("200", "100", "25")
    assert veil.cells == [Cell(x="75", y="25", opacity="1"), Cell(x="75", y="50", opacity="0.2")]


def test_an_upright_picture_is_drawn_upright() -> None:
    veil = veil_of(Grid(cells=[255], side=1, seen=1.0, width=200, height=400))
    assert (veil.width, veil.height, veil.cells) == ("100", "200", [Cell(x="0", y="50", opacity="1")])


def test_cells_blur_into_each_other_by_about_half_of_one() -> None:
    veil = veil_of(Grid(cells=[9] * 49, side=7, seen=0.875, width=640, height=480))
    assert 0.4 < float(veil.blur) / float(veil.cell) < 0.7


def test_numbers_have_a_point_in_every_language() -> None:
    with translation.override("de"):
        veil = veil_of(Grid(cells=[100], side=1, seen=0.875, width=640, height=480))
    assert (veil.width, veil.cells[0].opacity) == ("133.33", "0.39")
