"""Estimates have two figures, in a unit that suits."""

from __future__ import annotations

import doctest

import pytest

from scripts.scale import spelling


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(spelling).failed == 0


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(3.2e-6, "3.2 µs"), (99, "99 s"), (101, "1.7 min"), (5999, "100 min"), (7200, "2 h"), (86400 * 800, "2.2 years")],
)
def test_a_time_is_told_in_the_unit_that_suits(seconds: float, told: str) -> None:
    assert spelling.time(seconds) == told


@pytest.mark.parametrize(
    ("value", "told"), [(215, "220 bytes"), (1999, "2 KB"), (5.3e12, "5.3 TB"), (4.1e17, "410 PB")]
)
def test_bytes_are_told_in_the_unit_that_suits(value: float, told: str) -> None:
    assert spelling.size(value) == told


def test_large_numbers_are_powers_of_ten() -> None:
    assert [spelling.power(value) for value in (2.56e14, 9.96e8, 12)] == ["2.6 × 10¹⁴", "1.0 × 10⁹", "1.2 × 10¹"]
