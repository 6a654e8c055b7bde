"""The sums behind docs/scale.md. Nothing here reads a file or knows a measured figure."""

from __future__ import annotations

from math import ceil, log2, sqrt

from gallery.gate.widths import height_for, widths_for
from recommender.conf import reserve_for, spares_for
from recommender.engine.vectors import DIMENSIONS

VECTOR = 2 * DIMENSIONS
"""Bytes of a vector as it is kept and moved, in 16-bit floats."""

SINGLE, BRAIN = 4 * DIMENSIONS, 2 * (DIMENSIONS + 32)
"""Bytes of its copies while it is compared: in single precision, and in brain floats with the columns beside them."""


def stored(shown: int) -> int:
    """Return the rows of a list, spares included."""
    return shown + spares_for(shown)


def remembered(shown: int) -> int:
    """Return how many of an image's nearest a run finds and remembers."""
    return stored(shown) + reserve_for(shown)


def copies_pixels(width: int, height: int) -> int:
    """Return the pixels of all the small copies of a picture."""
    return sum(copy * height_for(width, height, copy) for copy in widths_for(width))


def pairs(images: float) -> float:
    """Return how many pairs there are, each once."""
    return images * (images - 1) / 2


def multiply_adds(images: float) -> float:
    """Return the multiplications, each with its addition, of the inner products of all pairs."""
    return pairs(images) * DIMENSIONS


def images_compared(core_seconds: float, *, a_pair: float) -> float:
    """Return how many images can all be compared with each other in so much time of one core."""
    return sqrt(2 * core_seconds / a_pair)


def images_where_comparing_costs_as_much(*, an_image: float, a_pair: float) -> float:
    """Return from how many images on comparing all pairs takes longer than something that is done for each image."""
    return 2 * an_image / a_pair


def bytes_compared(images: float, shown: int) -> float:
    """Return the memory of a comparison: vectors with their copies, candidates, and the lists that come out."""
    wanted = remembered(shown)
    candidates = 8 * (4 * wanted + 64)  # a place and a value each, see engine.candidates
    return images * (VECTOR + SINGLE + BRAIN + candidates + 16 * wanted)


def blocks(images: float, block: float) -> int:
    """Return how many blocks some vectors make."""
    return ceil(images / block)


def tiles(count: int) -> int:
    """Return how many pairs of blocks there are, each with itself included."""
    return count * (count + 1) // 2


def bytes_to_tiles(images: float, block: float) -> float:
    """Return what is moved where every tile fetches its blocks: two, or one where it is compared with itself."""
    count = blocks(images, block)
    return count**2 * min(images, block) * VECTOR


def bytes_from_tiles(images: float, block: float, shown: int, a_pair: float) -> float:
    """Return what comes back at most: from every tile the nearest of each of its vectors."""
    count = blocks(images, block)
    return count**2 * min(images, block) * remembered(shown) * a_pair


def grown_as_root(seconds: float, *, measured: float, images: float) -> float:
    """Return the time of a search of all in lists whose number grows as the root, the same number of them probed."""
    return float(seconds * (images / measured) ** 1.5)


def grown_as_logarithm(seconds: float, *, measured: float, images: float) -> float:
    """Return the time of building and searching a graph, where each search takes steps as the logarithm grows."""
    return seconds * images * log2(images) / (measured * log2(measured))
