"""Dunes: a field of sand seen in perspective, with sharp crests, slip faces in shadow and wind ripples."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from demo.canvas import add_grain, disc, fill, glow, gradient, paint, smoothstep, to_image, vignette
from demo.noise import plane_waves, smooth_noise
from demo.palettes import LIGHTS, Light
from demo.picture import Array, Picture, Size

DEPTHS = 560
NEAREST, FARTHEST = 1.6, 56.0

FORMS = ("Long dunes", "Crossing crests", "A quiet sea of sand", "Wind-combed slopes")
FORM_ALTS = ("long, rippled backs", "crests that cross", "low, wide swells", "steep, narrow ridges")
WAVELENGTHS = (11.0, 8.0, 14.0, 6.0)
HEIGHTS = (2.6, 2.1, 2.4, 1.5)


@dataclass(frozen=True)
class View:
    """The camera's height above the sand, the horizon's place from the top (0..1), the sun's from the left (0..1)."""

    eye: float
    horizon: float
    sun: float


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one field of dunes; the light is dealt by turn."""
    light = LIGHTS[turn % len(LIGHTS)]
    form = (turn + turn // len(LIGHTS)) % len(FORMS)
    sun = rng.choice([rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.9)])
    view = View(eye=rng.uniform(3.6, 4.6), horizon=rng.uniform(0.34, 0.48), sun=sun)
    canvas = _sky(rng, size, view, light)
    _sand(rng, canvas, view, light, form)
    vignette(canvas, 0.18)
    add_grain(rng, canvas, 0.012)
    return _describe(to_image(canvas), light, form)


def _sky(rng: np.random.Generator, size: Size, view: View, light: Light) -> Array:
    """Return the sky, with streaks of cloud and a sun or moon; below the horizon it stays the horizon's colour."""
    width, height = size
    canvas = gradient(size, (light.zenith, light.horizon, light.horizon), (0, view.horizon, 1))
    streaks = smoothstep(0.55, 0.95, smooth_noise(rng, size, (width / 3, height / 22)))
    paint(canvas, streaks * 0.28, light.disc)
    radius = height * rng.uniform(0.02, 0.05)
    centre = (width * view.sun, height * view.horizon * rng.uniform(0.35, 0.7))
    paint(canvas, glow(size, centre, radius * 4) * 0.75, light.disc)
    paint(canvas, disc(size, centre, radius, edge=2), light.disc)
    return canvas


def _sand(rng: np.random.Generator, canvas: Array, view: View, light: Light, form: int) -> None:
    """Paint the dunes over the sky, in place: the surface is shaded on a lattice of depths and columns.

    Crests lie nearly level, so two rows are found for each row of pixels, and their mean has smooth edges.
    """
    height, width, _ = canvas.shape
    depth = np.linspace(1, (NEAREST / FARTHEST) ** (1 / 1.7), DEPTHS, dtype=np.float32)[:, None] ** -1.7
    slant = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :] * np.float32(min(width / height, 1.8))
    relief = _relief(rng, slant * depth, depth, form)
    rows = height * (np.float32(view.horizon) + 0.8 * (np.float32(view.eye) - relief) / depth)
    surface = _shade(rng, relief, slant, depth, light, view.sun).reshape(-1, 3)
    above = canvas.copy()
    for part, shift in ((above, 0.0), (canvas, 0.5)):
        nearest, share = _visible(rows - np.float32(shift), height)
        behind = np.clip(nearest, 1, DEPTHS - 1) * width + np.arange(width)
        sand = surface[behind - width]
        paint(sand, share, surface[behind])
        paint(part, (nearest < DEPTHS).astype(np.float32), sand)
    canvas += above
    canvas *= 0.5


def _relief(rng: np.random.Generator, across: Array, depth: Array, form: int) -> Array:
    """Return the sand's height: gentle windward slopes that end in a crest and a steep slip face."""
    wavelength = WAVELENGTHS[form]
    heading = rng.uniform(0.4, 0.95) * rng.choice([-1, 1]) + np.pi * rng.integers(2)
    wander = plane_waves(rng, across, depth, wavelength=2.4 * wavelength)
    phase: Array = (np.float32(np.sin(heading)) * across + np.float32(np.cos(heading)) * depth) / np.float32(wavelength)
    phase = (phase + 0.75 * wander + np.float32(rng.random())) % 1
    windward = np.sin(np.minimum(phase / 0.68, 1) * np.float32(np.pi / 2)) ** 2
    slip = smoothstep(1.0, 0.68, phase)
    swell = 0.6 + 0.4 * plane_waves(rng, across, depth, wavelength=3.5 * wavelength, count=4)
    # Farther dunes are taller, or none would stand out against the sky.
    height: Array = np.where(phase < 0.68, windward, slip) * swell * (1 + depth / 30) * np.float32(HEIGHTS[form])
    return height


def _shade(rng: np.random.Generator, relief: Array, slant: Array, depth: Array, light: Light, sun: float) -> Array:
    """Return the sand's colour on the lattice, shape (DEPTHS, width, 3), from its slope to the sun's side."""
    slope_across = np.gradient(relief, slant[0], axis=1) / depth
    slope_along = np.gradient(relief, depth[:, 0], axis=0) - slope_across * slant
    side = np.float32(1 if sun > 0.5 else -1)
    ripples = 0.13 * np.exp(-depth / 6) * _ripples(rng, slant * depth, depth)
    facing = 0.1 - side * slope_across + slope_along * 0.5 + ripples
    lit = smoothstep(-0.45, 0.65, facing)
    sand = fill((lit.shape[1], lit.shape[0]), light.shade)
    paint(sand, lit, light.lit)
    paint(sand, smoothstep(0.7, 1.5, facing) * 0.35, light.disc)
    haze = 1 - np.exp(-((depth / 30) ** 1.4))
    paint(sand, haze * 0.95, light.horizon)
    return sand


def _ripples(rng: np.random.Generator, across: Array, depth: Array) -> Array:
    bend = plane_waves(rng, across, depth, wavelength=4.5, count=4)
    return np.sin((depth * 9.5 + across * np.float32(rng.uniform(-7, 7))) * 1.7 + bend * 7)


def _visible(rows: Array, height: int) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.intp]], Array]:
    """Find for each pixel the first depth whose surface covers it, and how far past the depth before it lies.

    `rows` (depths, width) are the screen rows of the surface. Returns two arrays of shape (height, width): the
    number of the depth (the count of depths where the sky shows) and a share in 0..1.
    """
    depths, width = rows.shape
    skyline = np.minimum.accumulate(rows, axis=0)
    tops = np.clip(np.ceil(skyline), 0, height).astype(np.intp)
    first = np.full((height + 1, width), depths, dtype=np.intp)
    columns = np.broadcast_to(np.arange(width), rows.shape)
    order = np.arange(depths)[::-1]
    # Far depths are written first, so that where two share a row the nearer one stays.
    first[tops[order], columns] = np.broadcast_to(order[:, None], rows.shape)
    nearest = np.minimum.accumulate(first[:height], axis=0)
    behind = np.clip(nearest, 1, depths - 1)
    low, high = rows[behind - 1, columns[0]], rows[behind, columns[0]]
    share = (low - np.arange(height, dtype=np.float32)[:, None]) / np.maximum(low - high, np.float32(1e-3))
    return nearest, np.clip(share, 0, 1)


def _describe(image: Image.Image, light: Light, form: int) -> Picture:
    return Picture(
        image=image,
        caption=f"{FORMS[form]} {light.name}",
        alt=f"Sand dunes with {FORM_ALTS[form]} under a pale {light.body}, {light.name}.",
        description=f"Bare dunes run to the horizon {light.name}, and every crest parts light from shade.",
        tags=("landscape", "desert", *light.tags),
    )
