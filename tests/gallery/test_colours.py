"""Colours are compared as the eye does, and called what people call them."""

from __future__ import annotations

import itertools

import pytest

from gallery.colours import NEAR, colour_of, common_name, distance, name_of


@pytest.mark.parametrize(
    ("code", "expected"),
    [("#ffffff", (1, 0, 0)), ("#ff0000", (0.628, 0.225, 0.126)), ("#0000ff", (0.452, -0.032, -0.312))],
)
def test_the_conversion_is_that_of_oklab(code: str, expected: tuple[float, float, float]) -> None:
    colour = colour_of(code)
    assert (colour.lightness, colour.a, colour.b) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#000000", "black"),
        ("#333333", "dark grey"),
        ("#808080", "grey"),
        ("#dcdcdc", "light grey"),
        ("#fafaf7", "white"),
        ("#b22222", "red"),
        ("#800000", "dark red"),
        ("#ffa500", "orange"),
        ("#4b3a2a", "dark brown"),
        ("#d2b48c", "beige"),
        ("#ffd700", "yellow"),
        ("#808000", "olive"),
        ("#228b22", "green"),
        ("#008080", "turquoise"),
        ("#000080", "dark blue"),
        ("#87ceeb", "light blue"),
        ("#800080", "purple"),
        ("#ff69b4", "pink"),
        ("#ffc0cb", "light pink"),
    ],
)
def test_a_colour_has_the_name_that_people_give_it(code: str, name: str) -> None:
    assert str(name_of(colour_of(code))) == name


def test_every_colour_has_a_name() -> None:
    codes = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in itertools.product(range(0, 256, 51), repeat=3))
    assert all(str(name_of(colour_of(code))) for code in codes)


@pytest.mark.parametrize(
    ("code", "other", "name"),
    [
        ("#123a6b", "#183f74", "dark blue"),
        ("#f4f4f2", "#ffffff", "white"),
        ("#123a6b", "#6b3a12", ""),
        ("#808080", "#b0b0b0", ""),
        ("#228b22", "#22228b", ""),
    ],
)
def test_two_colours_have_a_name_in_common_where_they_are_near(code: str, other: str, name: str) -> None:
    assert str(common_name(code, other)) == str(common_name(other, code)) == name


def test_near_is_more_than_the_eye_just_tells_apart_and_less_than_two_names_are_apart() -> None:
    assert distance(colour_of("#767676"), colour_of("#7a7a7a")) < 0.02 < NEAR
    assert distance(colour_of("#ffa500"), colour_of("#ffd700")) > NEAR
