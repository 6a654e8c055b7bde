"""The families of pictures, one module each, and the shapes and formats in which they are dealt."""

from dataclasses import dataclass

from demo.families import dunes, night_skies, petals, skylines, terrazzo, textiles, tiles, waves
from demo.picture import Draw

Shape = tuple[int, int]

WIDE: tuple[Shape, ...] = (
    (3, 2),
    (4, 5),
    (16, 9),
    (4, 3),
    (21, 9),
    (2, 3),
    (3, 2),
    (1, 1),
    (16, 9),
    (4, 5),
    (4, 3),
    (3, 2),
)
SQUARE: tuple[Shape, ...] = (
    (1, 1),
    (4, 3),
    (4, 5),
    (3, 2),
    (1, 1),
    (2, 3),
    (4, 3),
    (16, 9),
    (1, 1),
    (4, 5),
    (3, 2),
    (1, 1),
)


@dataclass(frozen=True)
class Family:
    """A folder of pictures: its name is the tag, `stem` begins file names; shapes and formats are dealt in turn."""

    folder: str
    stem: str
    draw: Draw
    shapes: tuple[Shape, ...]
    formats: tuple[str, ...]


FAMILIES = (
    Family("dunes", "dune", dunes.draw, WIDE, ("jpg", "jpg", "webp")),
    Family("night-skies", "night-sky", night_skies.draw, WIDE, ("jpg", "webp", "jpg", "jpg")),
    Family("tiles", "tile", tiles.draw, SQUARE, ("jpg", "webp", "gif", "png", "webp", "jpg")),
    Family("textiles", "textile", textiles.draw, SQUARE, ("jpg", "webp")),
    Family("petals", "flower", petals.draw, SQUARE, ("jpg", "jpg", "webp")),
    Family("terrazzo", "terrazzo", terrazzo.draw, SQUARE, ("webp", "jpg", "jpg")),
    Family("skylines", "skyline", skylines.draw, WIDE, ("jpg", "webp", "jpg", "jpg", "webp", "jpg")),
    Family("waves", "wave", waves.draw, WIDE, ("jpg", "jpg", "webp", "jpg", "gif", "jpg")),
)
