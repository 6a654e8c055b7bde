"""What so many images take: the arithmetic with the constants in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from scripts.scale import arithmetic, assumptions
from scripts.scale.assumptions import BLOCK, DAILY, NETWORK, NIGHT, ORIGINAL, PAIR
from scripts.scale.constants import Constants, Index

SHOWN = int(assumptions.SHOWN.value)

Figure = Callable[[float], float]
"""From a number of images to a figure."""


def part(figure: Figure, of: float) -> Figure:
    """Return a figure divided by a number."""
    return lambda images: figure(images) / of


def each(value: float) -> Figure:
    """Return the figure of something that every image has."""
    return lambda images: images * value


@dataclass(frozen=True)
class Estimates:
    """What so many images take. Work is in seconds of one core, writing in seconds of one database."""

    c: Constants

    def files(self, images: float) -> float:
        """Return the work of decoding and embedding."""
        return images * self.c.a_file

    def comparing(self, images: float) -> float:
        """Return the work of comparing all with all."""
        return arithmetic.pairs(images) * self.c.a_pair

    def comparing_in_singles(self, images: float) -> float:
        """Return the work of the products alone, in single precision."""
        return arithmetic.pairs(images) * self.c.a_pair_in_singles

    def a_day(self, images: float) -> float:
        """Return the work of comparing a day's uploads with all."""
        return DAILY.value * images**2 * self.c.a_pair

    def machines(self, images: float) -> float:
        """Return how many machines like the measured one embed and compare everything in a night."""
        return ceil((self.files(images) + self.comparing(images)) / (self.c.cores * NIGHT.value))

    def memory(self, images: float) -> float:
        """Return the bytes of a comparison on one machine."""
        return arithmetic.bytes_compared(images, SHOWN)

    def copies(self, images: float) -> float:
        """Return the bytes of small copies, as many for a pixel as small photographs take."""
        return images * self.c.a_pixel * arithmetic.copies_pixels(assumptions.WIDTH, assumptions.HEIGHT)

    def files_stored(self, images: float) -> float:
        """Return the bytes of originals and copies."""
        return images * ORIGINAL.value + self.copies(images)

    def rows(self, images: float) -> float:
        """Return the rows of all lists."""
        return images * arithmetic.stored(SHOWN)

    def lists(self, database: str) -> Figure:
        """Return the bytes of all lists in a database."""
        return lambda images: self.rows(images) * self.c.a_row[database]

    def database(self, database: str) -> Figure:
        """Return the bytes of everything in a database."""
        alone = self.c.an_image[database] + self.c.a_vector[database] + self.c.a_ranking[database]
        return lambda images: images * alone + self.lists(database)(images)

    def writing(self, database: str) -> Figure:
        """Return the time of writing all lists."""
        return lambda images: self.rows(images) * self.c.writing[database]

    def writing_daily(self, database: str) -> Figure:
        """Return the time of writing the lists that differ on an ordinary day."""
        return lambda images: self.rows(images) * self.c.daily[database]

    def tiles(self, images: float) -> float:
        """Return how many tiles a comparison by several machines has."""
        return arithmetic.tiles(arithmetic.blocks(images, BLOCK.value))

    def to_tiles(self, images: float) -> float:
        """Return the bytes of vectors moved to them."""
        return arithmetic.bytes_to_tiles(images, BLOCK.value)

    def from_tiles(self, images: float) -> float:
        """Return the bytes of neighbours moved back, at most."""
        return arithmetic.bytes_from_tiles(images, BLOCK.value, SHOWN, PAIR.value)

    def computing_a_tile(self, images: float) -> float:
        """Return the time of one tile on one machine, all its cores at work."""
        return self.comparing(images) / self.c.cores / self.tiles(images)

    def moving_a_tile(self, images: float) -> float:
        """Return the time of moving what one tile takes and gives."""
        return (self.to_tiles(images) + self.from_tiles(images)) / self.tiles(images) / NETWORK.value

    def tiles_on(self, machines: int) -> Figure:
        """Return the time of all tiles on several machines, one after the other what each has to move and compute."""

        def time(images: float) -> float:
            rounds = ceil(self.tiles(images) / machines)
            return rounds * (self.computing_a_tile(images) + self.moving_a_tile(images))

        return time


def by_the_root(index: Index) -> Figure:
    """Return the time of all lists by an index of lists, if the same number of them is probed."""
    return lambda images: arithmetic.grown_as_root(index.seconds, measured=index.count, images=images)


def by_the_square(index: Index) -> Figure:
    """Return the time of all lists by an index of lists, if the same share of them is probed."""
    return lambda images: index.seconds * (images / index.count) ** 2


def by_the_logarithm(index: Index) -> Figure:
    """Return the time of all lists by a graph."""
    return lambda images: arithmetic.grown_as_logarithm(index.seconds, measured=index.count, images=images)
