"""What the estimates rest on that is not measured in docs/benchmarks.md, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.scale import spelling


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """A number, how it is told, and why it is this one."""

    name: str
    value: float
    told: str
    reason: str


ORIGINAL = Assumption(
    name="an original",
    value=4_000_000,
    told=spelling.size(4_000_000),
    reason="a telephone's JPEG of 12 megapixels has 3 to 5 MB; `UPLOAD_MAX_MEGABYTES` lets in 20 MiB",
)
WIDTH, HEIGHT = 4000, 3000
PICTURE = Assumption(
    name="its pixels",
    value=WIDTH * HEIGHT,
    told=f"{WIDTH} x {HEIGHT}",
    reason="such a picture is copied at each width that pages show",
)
SHOWN = Assumption(
    name="recommendations shown",
    value=8,
    told="8",
    reason="the default of `RECOMMENDATIONS_PER_IMAGE`; the spares that are stored with them follow from it",
)
NETWORK = Assumption(
    name="the network",
    value=125e6,
    told="1 gigabit a second",
    reason="what a small host has; ten times as much takes a tenth of the time",
)
BLOCK = Assumption(
    name="a block of vectors",
    value=250_000,
    told="250,000",
    reason="two of them, their copies in single precision and their candidates take a third of 8 GiB",
)
PAIR = Assumption(
    name="a neighbour on its way",
    value=16,
    told="16 bytes",
    reason="a number of an image and a similarity, as rankings keep them",
)
NIGHT = Assumption(
    name="a night",
    value=8 * 3600,
    told="8 hours",
    reason="as long as a first filling, or a comparison of everything, may take",
)
DAILY = Assumption(
    name="a day's uploads",
    value=0.01,
    told="one image in a hundred",
    reason="what the benchmarks of daily runs change",
)

ALL = (ORIGINAL, PICTURE, SHOWN, NETWORK, BLOCK, PAIR, NIGHT, DAILY)
