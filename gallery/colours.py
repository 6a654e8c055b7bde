"""Colours as people compare and call them. Pure; the numbers are those of OKLab, in which distances look even.

Source of the conversion: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NEAR = 0.06
"""Up to here two colours are called by one name: three times what an eye just tells apart side by side (0.02)."""

GREYISH = 0.02
"""Below this chroma a colour is seen as a grey; by so much again below it, the lighter it is."""

VIVID = 0.1
"""From this chroma on warm colours are orange and yellow; below they are brown, beige and olive."""


@dataclass(frozen=True, kw_only=True)
class Colour:
    """A colour in OKLab: lightness from 0 to 1, and two axes from green to red and from blue to yellow."""

    lightness: float
    a: float
    b: float

    @property
    def chroma(self) -> float:
        return math.hypot(self.a, self.b)

    @property
    def hue(self) -> float:
        """The angle of the hue in degrees, red near 30, yellow near 110, green near 145, blue near 265."""
        return math.degrees(math.atan2(self.b, self.a)) % 360


Names = tuple[tuple[float, str | Promise], ...]
"""Names with the lightness that each one ends below."""

GREYS: Names = ((0.22, _("black")), (0.48, _("dark grey")), (0.72, _("grey")), (0.93, _("light grey")), (2, _("white")))
WARM: Names = ((0.38, _("dark brown")), (0.6, _("brown")), (0.78, _("light brown")), (2, _("beige")))
OLIVES: Names = ((0.45, _("dark olive")), (0.7, _("olive")), (2, _("pale yellow")))
PINKS: Names = ((0.45, _("dark pink")), (0.78, _("pink")), (2, _("light pink")))
HUES: tuple[tuple[float, Names], ...] = (
    (12, PINKS),
    (42, ((0.42, _("dark red")), (0.7, _("red")), (2, _("light red")))),
    (80, ((0.55, _("brown")), (0.82, _("orange")), (2, _("light orange")))),
    (115, ((0.6, _("olive")), (2, _("yellow")))),
    (165, ((0.42, _("dark green")), (0.75, _("green")), (2, _("light green")))),
    (220, ((0.42, _("dark turquoise")), (0.75, _("turquoise")), (2, _("light turquoise")))),
    (287, ((0.42, _("dark blue")), (0.72, _("blue")), (2, _("light blue")))),
    (335, ((0.42, _("dark purple")), (0.7, _("purple")), (2, _("light purple")))),
    (360, PINKS),
)


def colour_of(code: str) -> Colour:
    """Return the colour of a code, #rrggbb."""
    red, green, blue = (linear(int(code[place : place + 2], 16) / 255) for place in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return Colour(
        lightness=0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        a=1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        b=0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def linear(value: float) -> float:
    """Return the light behind a value of sRGB, both from 0 to 1."""
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def distance(one: Colour, other: Colour) -> float:
    """Return how far apart two colours look."""
    return math.dist((one.lightness, one.a, one.b), (other.lightness, other.a, other.b))


def between(one: Colour, other: Colour) -> Colour:
    """Return the colour half-way."""
    return Colour(lightness=(one.lightness + other.lightness) / 2, a=(one.a + other.a) / 2, b=(one.b + other.b) / 2)


def name_of(colour: Colour) -> str | Promise:
    """Return what people call a colour.

    >>> str(name_of(colour_of("#123a6b"))), str(name_of(colour_of("#f4f4f2")))
    ('dark blue', 'white')
    """
    greyish = colour.chroma < GREYISH * (1 + colour.lightness)
    names = GREYS if greyish else names_of_hue(colour)
    return next(name for below, name in names if colour.lightness < below)


def names_of_hue(colour: Colour) -> Names:
    """Return the names from dark to light of a colour's hue."""
    if 42 <= colour.hue < 115 and colour.chroma < VIVID:
        return WARM if colour.hue < 95 else OLIVES
    return next(names for below, names in HUES if colour.hue < below)


def common_name(code: str, other: str) -> str | Promise:
    """Return the name of a colour that two codes nearly have in common, or nothing."""
    one, another = colour_of(code), colour_of(other)
    return name_of(between(one, another)) if distance(one, another) <= NEAR else ""
