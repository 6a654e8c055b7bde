"""Estimates as people read them: two figures, which is what they are worth."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, log10

Spelling = Callable[[float], str]

BYTES = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB"), (1.0, "bytes"))
TIMES = ((730 * 86400.0, 365 * 86400.0, "years"), (48 * 3600.0, 86400.0, "days"), (6000.0, 3600.0, "h"))
SHORTER = ((100.0, 60.0, "min"), (1.0, 1.0, "s"), (1e-3, 1e-3, "ms"), (1e-6, 1e-6, "µs"), (0.0, 1e-9, "ns"))
"""From so many seconds on, a time is told in units of so many seconds, which are called so."""


def rounded(value: float) -> float:
    """Return a number with two figures.

    >>> rounded(8770.4), rounded(0.0666), rounded(0)
    (8800.0, 0.067, 0.0)
    """
    return round(value, 1 - floor(log10(abs(value)))) if value else 0.0


def number(value: float) -> str:
    """Return a number in figures.

    >>> number(1), number(1.75), number(17520), number(0.0666)
    ('1', '1.8', '18,000', '0.067')
    """
    short = rounded(value)
    return f"{short:,.0f}" if short >= 10 or short == int(short) else f"{short:g}"


def power(value: float) -> str:
    """Return a large number as a power of ten."""
    exponent = floor(log10(rounded(value)))
    return f"{value / 10**exponent:.1f} × 10{str(exponent).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def size(value: float) -> str:
    """Return bytes in the unit that suits.

    >>> size(1.024e9), size(4e14), size(999_000_000)
    ('1 GB', '400 TB', '1 GB')
    """
    short = rounded(value)
    unit, name = next((unit, name) for unit, name in BYTES if short >= unit or unit == 1)
    return f"{number(short / unit)} {name}"


def time(seconds: float) -> str:
    """Return seconds in the unit that suits.

    >>> time(6.3e-9), time(0.0444), time(3180), time(315000), time(31500000)
    ('6.3 ns', '44 ms', '53 min', '3.6 days', '360 days')
    """
    unit, name = next((unit, name) for least, unit, name in (*TIMES, *SHORTER) if seconds >= least)
    return f"{number(seconds / unit)} {name}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
