"""Random textures: smooth lattices, fractal sums of them, and wandering lines."""

import numpy as np
from PIL import Image

from demo.picture import Array, Size


def smooth_noise(rng: np.random.Generator, size: Size, cell: float | tuple[float, float]) -> Array:
    """Spread random values over cells of `cell` pixels (or of width and height) and join them smoothly.

    Returns an array of shape (height, width), mostly within 0..1.
    """
    cell_width, cell_height = cell if isinstance(cell, tuple) else (cell, cell)
    columns = max(2, round(size[0] / cell_width) + 1)
    rows = max(2, round(size[1] / cell_height) + 1)
    lattice = Image.fromarray(rng.random((rows, columns), dtype=np.float32))
    return np.asarray(lattice.resize(size, Image.Resampling.BICUBIC), dtype=np.float32)


def fractal_noise(rng: np.random.Generator, size: Size, cell: float, *, octaves: int = 4, gain: float = 0.5) -> Array:
    """Sum `octaves` smooth noises, each half as wide and `gain` times as strong as the one before.

    Returns an array of shape (height, width), centred on 0.5.
    """
    total = np.zeros((size[1], size[0]), dtype=np.float32)
    weight, weights = 1.0, 0.0
    for octave in range(octaves):
        total += weight * smooth_noise(rng, size, max(1.0, cell / 2**octave))
        weights += weight
        weight *= gain
    return total / np.float32(weights)


def wandering_line(rng: np.random.Generator, length: int, cell: float, *, octaves: int = 5, gain: float = 0.5) -> Array:
    """Return a rough line of shape (length,), centred on 0: the profile of a ridge."""
    line = np.zeros(length, dtype=np.float32)
    places = np.arange(length, dtype=np.float32)
    for octave in range(octaves):
        knots = np.arange(0, length + 2 * cell, cell / 2**octave)
        line += np.interp(places, knots, rng.uniform(-1, 1, knots.size)) * gain**octave
    return line


def plane_waves(rng: np.random.Generator, across: Array, along: Array, *, wavelength: float, count: int = 5) -> Array:
    """Sum sine waves of random headings at the given places: smooth noise where places lie on no lattice.

    `across` and `along` are coordinates of one shape, in the unit of `wavelength`. The result is within -1..1.
    """
    total = np.zeros(np.broadcast_shapes(across.shape, along.shape), dtype=np.float32)
    for heading in rng.uniform(0, 2 * np.pi, count):
        frequency = 2 * np.pi / (wavelength * rng.uniform(0.7, 1.6))
        wave = across * np.float32(np.cos(heading) * frequency) + along * np.float32(np.sin(heading) * frequency)
        total += np.sin(wave + np.float32(rng.uniform(0, 2 * np.pi)))
    return total / np.float32(count)
