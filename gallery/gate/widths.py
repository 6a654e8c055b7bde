"""How wide the small copies are that pages show."""

from __future__ import annotations

STANDARD_WIDTHS = (320, 640, 1280, 2560)


def widths_for(width: int) -> list[int]:
    """Return the widths made of a picture `width` pixels wide: the standard ones below it, then its own or 2560."""
    widest = min(width, STANDARD_WIDTHS[-1])
    return [standard for standard in STANDARD_WIDTHS if standard < widest] + [widest]


def width_for(width: int, at_least: int) -> int:
    """Return the smallest of these widths that is at least `at_least`, or the widest."""
    widths = widths_for(width)
    return next((candidate for candidate in widths if candidate >= at_least), widths[-1])


def height_for(width: int, height: int, copy_width: int) -> int:
    """Return the height of the copy so wide of a picture width x height."""
    return max(1, round(height * copy_width / width))
