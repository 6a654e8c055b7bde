"""What a picture may cost."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024**2

LARGEST_SIDE = 16_383
"""More does not fit into WebP, the format of the small copies."""

LARGEST_MEGAPIXELS = 170
"""Pillow itself refuses more than 178."""

STARTED_BYTES = 256 * MIB
"""Addresses that a child takes before it has seen a picture, with room to work."""

FILE_COPIES = 4
"""How often a file, or what is packed in it besides pixels, is in memory at once."""

PIXEL_BYTES = 28
"""Addresses that one pixel takes at the worst moment: an animated WebP's, or an AVIF of twelve bits; see decisions."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a file may hold, and what looking at it may cost."""

    max_bytes: int = 20 * MIB
    max_pixels: int = 50_000_000
    max_side: int = LARGEST_SIDE
    cpu_seconds: int = 60
    wall_seconds: float = 180
    """More than of computing, for the machine may have other work; a decoder that only waits ends here."""

    @property
    def memory_bytes(self) -> int:
        """Return how large a child may grow: the largest legal picture passes."""
        return STARTED_BYTES + FILE_COPIES * self.max_bytes + PIXEL_BYTES * self.max_pixels

    def too_many_pixels(self, came: str) -> str:
        """Return the sentence on a picture that is too large."""
        rule = f"a picture may have at most {self.max_pixels // 10**6} megapixels and {self.max_side} pixels a side"
        return f"{rule}, this one {came}"
