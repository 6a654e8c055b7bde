"""A picture's look in 63 bits, so that the same picture saved anew, made smaller or trimmed a little can be found.

The perceptual hash known as pHash: the picture is reduced to 32 x 32 greys, and of its discrete cosine transform
(DCT-II) the 8 x 8 slowest waves are kept, without the mean. A bit says whether its wave is stronger than their median.
Two looks are compared by the number of bits that differ.
"""

from __future__ import annotations

import math
from operator import mul

from PIL import Image as Picture

SIDE = 32
WAVES = 8
BITS = WAVES * WAVES - 1
MAX_DISTANCE = 6
"""Up to so many bits may differ between two files of one picture; measured, see docs/decisions.md."""

LEAST_CONTRAST = 16
COSINES = [[math.cos(math.pi * wave * (2 * x + 1) / (2 * SIDE)) for x in range(SIDE)] for wave in range(WAVES)]
BANDS = [((1 << 9) - 1) << shift for shift in range(0, BITS, 9)]
"""Masks that divide the bits in seven: of looks that differ in six bits or fewer, one band is the same in both."""


def hash_of(picture: Picture.Image) -> int | None:
    """Return the look of an upright RGB or RGBA picture, from 0 to 2**63 - 1; none for hardly more than a colour."""
    small = picture.resize((SIDE, SIDE), Picture.Resampling.LANCZOS, reducing_gap=3).convert("RGBA")
    greys = Picture.alpha_composite(Picture.new("RGBA", small.size, "white"), small).convert("L").tobytes()
    if max(greys) - min(greys) < LEAST_CONTRAST:
        return None
    rows = [greys[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[sum(map(mul, wave, row)) for row in rows] for wave in COSINES]
    waves = [sum(map(mul, wave, column)) for wave in COSINES for column in across][1:]  # the first is the mean
    median = sorted(waves)[BITS // 2]
    return sum(1 << place for place, strength in enumerate(waves) if strength > median)


def distance(one: int, other: int) -> int:
    """Return in how many bits two looks differ.

    >>> distance(0b1100, 0b1010)
    2
    """
    return (one ^ other).bit_count()
