"""Features as they are compared and kept: unit length, 16-bit floats.

A value of a unit vector in 16-bit floats is a multiple of 2**-24, a product of two a multiple of 2**-48, and a sum of
512 of them stays below 2**4: it fits into the 53 bits of a double. So the inner product of two kept vectors computed in
doubles is exact, whatever the order of the sum, the block or the library; ties are true ties, and a partial
recomputation gives the same bits as a full one.
"""

from __future__ import annotations

from typing import IO

import numpy as np
from numpy.typing import NDArray

from recommender.engine.encoder import Features

DIMENSIONS = 512

Vectors = NDArray[np.float16]
"""Unit vectors: (n, d)."""


def usable(features: Features) -> NDArray[np.bool_]:
    """Return for each row whether it has a direction: only finite values, and not all of them zero. Shape (n,)."""
    wide = features.astype(np.float64)
    has_direction: NDArray[np.bool_] = np.isfinite(wide).all(axis=1) & (wide != 0).any(axis=1)
    return has_direction


def to_unit(features: Features) -> Vectors:
    """Return the rows at unit length as 16-bit floats, shape (n, d). Every row must be usable, else ValueError."""
    if not usable(features).all():
        raise ValueError("features must be finite and not all zero; leave out the rows that usable() marks")
    wide = features.astype(np.float64)
    wide /= np.abs(wide).max(axis=1, keepdims=True)  # so that squares neither overflow nor vanish
    unit: Vectors = (wide / np.linalg.norm(wide, axis=1, keepdims=True)).astype(np.float16)
    return unit


def pack(vector: Vectors) -> bytes:
    """Return one vector, shape (d,), as bytes, low byte first."""
    return vector.astype("<f2").tobytes()


def unpack(rows: list[bytes]) -> Vectors:
    """Return packed vectors as one array of shape (n, d)."""
    dimensions = len(rows[0]) // 2 if rows else DIMENSIONS
    return np.frombuffer(b"".join(rows), dtype="<f2").reshape(len(rows), dimensions).astype(np.float16)


def mapped(file: IO[bytes], count: int) -> Vectors:
    """Return packed vectors that follow each other in an open file as an array (n, d), read-only, read when needed.

    Raises ValueError where they are not all of one length.
    """
    file.flush()
    size = file.tell()
    if size % max(2, 2 * count):
        raise ValueError(f"vectors must be of one length, got {count} in {size} bytes")
    shape = (count, size // (2 * count)) if count else (0, DIMENSIONS)
    if size == 0:
        return np.empty(shape, np.float16)
    return np.asarray(np.memmap(file, dtype="<f2", mode="r", shape=shape))
