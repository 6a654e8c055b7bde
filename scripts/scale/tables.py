"""The tables of docs/scale.md."""

from __future__ import annotations

from functools import partial

from scripts.scale import arithmetic, spelling
from scripts.scale.assumptions import BLOCK, NETWORK, NIGHT, ORIGINAL
from scripts.scale.constants import Constants
from scripts.scale.estimates import SHOWN, Estimates, Figure, each, part

SIZES = (1_000_000, 10_000_000, 100_000_000)
MACHINES = (8, 64, 512)
HOUR = 3600.0


def line(name: str, figure: Figure, spelt: spelling.Spelling) -> list[str]:
    """Return a line of a table: a name, and a figure for each number of images."""
    return [name, *(spelt(figure(images)) for images in SIZES)]


number, power, size, time = (
    partial(line, spelt=spelt) for spelt in (spelling.number, spelling.power, spelling.size, spelling.time)
)
"""Lines whose figures are numbers, powers of ten, bytes, seconds."""


def table(*lines: list[str]) -> str:
    """Return a table with a column for each number of images."""
    return spelling.table(["images", *(f"{images:,}" for images in SIZES)], list(lines))


def on_machines(work: Figure, cores: int) -> list[list[str]]:
    """Return lines with the time that work takes on one machine, and on several."""
    one = time(f"one machine of {cores} cores", part(work, cores))
    return [one, *(time(f"{count} of them", part(work, cores * count)) for count in MACHINES)]


def answer(c: Constants) -> str:
    """Return what an operator asks first."""
    e = Estimates(c)
    return table(
        time(f"decoded and embedded by one machine of {c.cores} cores", part(e.files, c.cores)),
        time("compared by it, all with all, exactly", part(e.comparing, c.cores)),
        size("memory for that", e.memory),
        number("such machines that do both in a night", e.machines),
        size("PostgreSQL, with everything in it", e.database("PostgreSQL")),
        size("originals and copies in storage", e.files_stored),
    )


def stored(c: Constants) -> str:
    """Return the bytes that stay."""
    e, name = Estimates(c), "PostgreSQL"
    return table(
        size("originals", each(ORIGINAL.value)),
        size("small copies", e.copies),
        size(f"{name}: images with words, tags and indexes", each(c.an_image[name])),
        size(f"{name}: vectors", each(c.a_vector[name])),
        size(f"{name}: rankings that runs remember", each(c.a_ranking[name])),
        size(f"{name}: lists, {arithmetic.stored(SHOWN)} rows an image", e.lists(name)),
        size(f"{name}: these four", e.database(name)),
        size("SQLite: the same four", e.database("SQLite")),
    )


def moved(c: Constants) -> str:
    """Return the bytes that travel."""
    originals, vectors = each(ORIGINAL.value), each(arithmetic.VECTOR)
    return table(
        size("originals, read once to be embedded", originals),
        time("over the network", part(originals, NETWORK.value)),
        size("vectors, read for a comparison", vectors),
        time("over the network", part(vectors, NETWORK.value)),
        size("pictures on a page of the wall, for a phone", lambda images: c.page),
    )


def embedding(c: Constants) -> str:
    """Return the work that is done once for each image."""
    e = Estimates(c)
    return table(
        number("decoding, core-hours", each(c.decoding / HOUR)),
        number("ResNet18, core-hours", each(c.embedding / HOUR)),
        number("files to vectors as measured, both at once, core-hours", part(e.files, HOUR)),
        *on_machines(e.files, c.cores),
    )


def exact(c: Constants) -> str:
    """Return the arithmetic of exact neighbours."""
    e = Estimates(c)
    return table(
        power("pairs", arithmetic.pairs),
        power("multiplications, each with an addition", arithmetic.multiply_adds),
        number(f"core-hours, as measured with {c.compared.count:,} vectors", part(e.comparing, HOUR)),
        number("core-hours of their bare product in single precision", part(e.comparing_in_singles, HOUR)),
        time(f"one machine of {c.cores} cores", part(e.comparing, c.cores)),
        power("multiplications a second, to be done in a night", part(arithmetic.multiply_adds, NIGHT.value)),
        number("a day's uploads compared with all, core-hours", part(e.a_day, HOUR)),
        size("memory, all on one machine", e.memory),
    )


def tiles(c: Constants) -> str:
    """Return what several machines send each other."""
    e = Estimates(c)
    return table(
        number(f"blocks of {BLOCK.told} vectors", lambda images: arithmetic.blocks(images, BLOCK.value)),
        number("tiles, each of two blocks", e.tiles),
        size("vectors to the tiles", e.to_tiles),
        size("neighbours back, at most", e.from_tiles),
        time(f"a tile is computed on {c.cores} cores in", e.computing_a_tile),
        time("and moved, both ways, in", e.moving_a_tile),
        *(time(f"all tiles on {count} such machines", e.tiles_on(count)) for count in MACHINES),
    )


def rows(c: Constants) -> str:
    """Return the rows of lists and how long they are written."""
    e = Estimates(c)
    return table(
        number("rows", e.rows),
        time("PostgreSQL: all of them, in one transaction", e.writing("PostgreSQL")),
        time("PostgreSQL: one list in a hundred differs", e.writing_daily("PostgreSQL")),
        time("SQLite: all of them", e.writing("SQLite")),
        time("SQLite: one list in a hundred differs", e.writing_daily("SQLite")),
    )
