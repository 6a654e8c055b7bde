"""Skylines: a city in layers, each nearer one darker, with haze in the streets and lights in the windows."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from demo.canvas import (
    add_grain,
    disc,
    fill,
    glow,
    gradient,
    mix,
    paint,
    smoothstep,
    to_image,
    to_mask,
    vignette,
)
from demo.noise import smooth_noise
from demo.palettes import LIGHTS, Light, colour
from demo.picture import Array, Picture, Size

OVERSAMPLING = 2
LAMPS = tuple(colour(code) for code in ("ffd98a", "ffc46b", "fff0c4", "ffb25a"))
CITIES = ("A harbour city", "Towers fading away", "Rooftops and spires", "The old and the new town")


@dataclass(frozen=True)
class Layer:
    """One row of buildings: the rows of its streets and of its common roofs, and a house's width, in fine pixels."""

    street: float
    roofs: float
    house: float
    nearness: float


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one city; the light and the kind of city are dealt by turn."""
    light = LIGHTS[(turn + 4) % len(LIGHTS)]
    city = (turn + turn // len(LIGHTS)) % len(CITIES)
    has_water = city == 0
    canvas = gradient(size, (light.zenith, light.horizon, light.horizon), (0, 0.72, 1))
    _sky(rng, canvas, light)
    count = int(rng.integers(4, 7))
    for number in range(count):
        _layer(rng, canvas, light, nearness=(number + 1) / count, spires=city >= 2, water=has_water)
    if has_water:
        _reflect(rng, canvas, light)
    vignette(canvas, 0.15)
    add_grain(rng, canvas, 0.01)
    return _describe(to_image(canvas), light, city, count)


def _sky(rng: np.random.Generator, canvas: Array, light: Light) -> None:
    height, width, _ = canvas.shape
    size = (width, height)
    clouds = smoothstep(0.5, 1.0, smooth_noise(rng, size, (width / 2.5, height / 14)))
    paint(canvas, clouds * 0.22, light.disc)
    radius = min(size) * rng.uniform(0.05, 0.12)
    centre = (width * rng.uniform(0.2, 0.8), height * rng.uniform(0.22, 0.5))
    paint(canvas, glow(size, centre, radius * 2.5) * 0.55, light.disc)
    paint(canvas, disc(size, centre, radius, edge=1.5), light.disc)


def _layer(
    rng: np.random.Generator, canvas: Array, light: Light, *, nearness: float, spires: bool, water: bool
) -> None:
    """Paint one row of buildings and the haze at its feet over the canvas, in place."""
    height, width, _ = canvas.shape
    fine = (width * OVERSAMPLING, height * OVERSAMPLING)
    walls, lamps = Image.new("L", fine), Image.new("L", fine)
    ground = 0.74 if water else 1.02
    layer = Layer(
        street=fine[1] * ground,
        roofs=fine[1] * (ground - 0.5 + 0.34 * nearness * (0.75 if water else 1)),
        house=min(fine) * (0.035 + 0.06 * nearness),
        nearness=nearness,
    )
    _houses(rng, ImageDraw.Draw(walls), ImageDraw.Draw(lamps), layer, fine[0], spires=spires)
    tone = mix(light.horizon, mix(light.shade, light.zenith, 0.25) * 0.62, 0.12 + 0.88 * nearness**1.3)
    foot = np.linspace(0, 1, height, dtype=np.float32)
    haze = smoothstep(layer.roofs / fine[1] - 0.05, ground, foot) * np.float32(0.55 * (1.15 - nearness))
    mask = to_mask(walls, (width, height))
    walls_lit = fill((width, height), tone)
    paint(walls_lit, np.broadcast_to(haze[:, None], mask.shape), light.horizon)
    paint(canvas, mask, walls_lit)
    if nearness > 0.45:
        lit = to_mask(lamps, (width, height)) * mask
        glare = 0.95 if light.zenith.mean() < 0.35 else 0.55
        paint(canvas, lit * np.float32(glare * nearness), LAMPS[int(rng.integers(len(LAMPS)))])


def _houses(
    rng: np.random.Generator,
    walls: ImageDraw.ImageDraw,
    lamps: ImageDraw.ImageDraw,
    layer: Layer,
    width: int,
    *,
    spires: bool,
) -> None:
    """Draw houses side by side across `width` fine pixels, taller towards one or two quarters of the town."""
    centre, spread = rng.uniform(0.2, 0.8), rng.uniform(0.15, 0.35)
    left = -layer.house
    while left < width:
        house = layer.house * rng.uniform(0.5, 1.5)
        quarter = np.exp(-(((left / width - centre) / spread) ** 2))
        tall = (layer.street - layer.roofs) * (0.35 + 0.75 * rng.random() ** 1.5 + 0.55 * quarter * rng.random())
        top = layer.street - tall
        walls.rectangle((left, top, left + house, layer.street), 255)
        _roof(rng, walls, left, left + house, top, spires=spires)
        if layer.nearness > 0.45:
            _windows(rng, lamps, (left, top, left + house, layer.street), layer.house / rng.uniform(6.5, 9))
        left += house * rng.uniform(0.72, 1.0)


def _roof(
    rng: np.random.Generator, pen: ImageDraw.ImageDraw, left: float, right: float, top: float, *, spires: bool
) -> None:
    """Draw one of several kinds of roof on a wall that ends at `top`."""
    wide, middle = right - left, (left + right) / 2
    kind = int(rng.integers(3, 8) if spires else rng.integers(0, 6))
    if kind <= 1:
        step = wide * rng.uniform(0.15, 0.3)
        pen.rectangle((left + step, top - wide * 0.35, right - step, top), 255)
        pen.rectangle((left + step * 1.6, top - wide * 0.6, right - step * 1.6, top), 255)
    elif kind == 2:
        mast = wide * rng.uniform(0.6, 1.6)
        pen.rectangle((left + wide * 0.25, top - wide * 0.2, right - wide * 0.25, top), 255)
        pen.line((middle, top - mast, middle, top), 255, max(2, round(wide * 0.035)))
    elif kind == 3:
        pen.polygon([(left, top), (right, top), (right, top - wide * rng.uniform(0.2, 0.6))], 255)
    elif kind == 4:
        pen.rectangle((left + wide * 0.15, top - wide * 0.12, left + wide * 0.4, top), 255)
    elif kind == 5:
        pen.pieslice((left, top - wide / 2, right, top + wide / 2), 180, 360, 255)
        pen.line((middle, top - wide * 0.8, middle, top), 255, max(2, round(wide * 0.04)))
    else:
        reach = wide * (0.56 if kind == 6 else 0.17)
        rise = wide * (rng.uniform(0.45, 0.7) if kind == 6 else rng.uniform(1.3, 2.0))
        if kind == 7:
            pen.rectangle((middle - reach * 0.9, top - rise * 0.45, middle + reach * 0.9, top), 255)
            top -= rise * 0.45
        pen.polygon([(middle - reach, top), (middle, top - rise), (middle + reach, top)], 255)


def _windows(
    rng: np.random.Generator, pen: ImageDraw.ImageDraw, wall: tuple[float, float, float, float], pitch: float
) -> None:
    """Light some of a wall's windows, `pitch` fine pixels apart; whole floors stay dark now and then."""
    left, top, right, street = wall
    columns, floors = int((right - left) / pitch) - 1, int((street - top) / (pitch * 1.35)) - 1
    if columns < 1 or floors < 1:
        return
    margin = (right - left - columns * pitch) / 2
    lit = rng.random((floors, columns)) < rng.uniform(0.08, 0.5) * rng.choice([0.25, 1.0, 1.0], (floors, 1))
    strength = rng.integers(110, 256, (floors, columns))
    for floor, column in np.argwhere(lit):
        x = left + margin + (column + 0.22) * pitch
        y = top + (floor + 0.8) * pitch * 1.35
        pen.rectangle((x, y, x + pitch * 0.5, y + pitch * 0.72), int(strength[floor, column]))


def _reflect(rng: np.random.Generator, canvas: Array, light: Light) -> None:
    """Mirror the city in the water below it, in place, broken by ripples that widen towards the viewer."""
    height, width, _ = canvas.shape
    shore = round(height * 0.74)
    depth = np.arange(height - shore, dtype=np.float32)
    sway = smooth_noise(rng, (width, depth.size), (width / 9, max(2.0, height / 220))) - 0.5
    rows = shore - 1 - depth[:, None] * 1.6 + sway * (4 + depth[:, None] * 0.3)
    columns = np.arange(width)[None, :] + (sway * (2 + depth[:, None] * 0.06)).astype(np.intp)
    mirrored = canvas[np.clip(rows, 0, shore - 1).astype(np.intp), np.clip(columns, 0, width - 1)]
    fade = np.linspace(0.25, 0.6, depth.size, dtype=np.float32)[:, None]
    paint(mirrored, fade, mix(light.shade, light.zenith, 0.5))
    canvas[shore:] = mirrored


def _describe(image: Image.Image, light: Light, city: int, count: int) -> Picture:
    place = ("mirrored in the harbour", "fading into haze", "with gables and spires", "with towers behind gables")[city]
    return Picture(
        image=image,
        caption=f"{CITIES[city]} {light.name}",
        alt=f"Silhouettes of a city under a pale {light.body}, {place}, with lit windows.",
        description=f"{count} rows of roofs stand one behind the other {light.name}, {place}.",
        tags=("city", "architecture", *light.tags),
    )
