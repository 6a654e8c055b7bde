"""Petals: flowers laid petal by petal, translucent and veined, on paper or on a dark ground."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from demo.canvas import add_grain, gradient, grid, mix, paint, shade, smoothstep, to_image, vignette
from demo.noise import smooth_noise
from demo.palettes import PIGMENTS, Colour, Pigments, colour
from demo.picture import Array, Picture, Size


@dataclass(frozen=True)
class Kind:
    """A kind of flower: rings of petals from the outside in, each petal's breadth to its length, and its tip."""

    name: str
    rings: int
    petals: int
    breadth: float
    tip: float  # below 1 rounded, above 1 pointed
    notch: float
    heart: float  # the centre's radius to the flower's


KINDS = (
    Kind("dahlia", 6, 16, 0.34, 1.25, 0.0, 0.1),
    Kind("cosmos", 1, 8, 0.62, 0.7, 0.09, 0.15),
    Kind("poppy", 2, 4, 1.15, 0.55, 0.03, 0.17),
    Kind("daisy", 3, 16, 0.3, 0.8, 0.03, 0.2),
    Kind("water lily", 5, 9, 0.36, 1.5, 0.0, 0.13),
    Kind("peony", 6, 8, 0.8, 0.6, 0.07, 0.08),
)
LEAF = Kind("leaf", 1, 6, 0.36, 1.3, 0.0, 0.0)
LEAF_GREEN = colour("5f7f55")
PLURALS = ("dahlias", "cosmos", "poppies", "daisies", "water lilies", "peonies")
TITLES = ("Dahlias", "A drift of cosmos", "Poppies wide open", "Daisies", "Water lilies", "Peonies full-blown")


@dataclass(frozen=True)
class Bloom:
    """One flower: its centre and radius in pixels, the tints of its outer and inner petals and its heart."""

    x: float
    y: float
    radius: float
    outer: Colour
    inner: Colour
    heart: Colour


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one bouquet seen from above; pigments and the kind of flower are dealt by turn."""
    pigments = PIGMENTS[(turn + 5) % len(PIGMENTS)]
    number = (turn + turn // len(PIGMENTS)) % len(KINDS)
    blooms = _arrange(rng, size, pigments)
    canvas = _paper(rng, size, pigments)
    _leaves(rng, canvas, pigments)
    for bloom in reversed(blooms):
        _flower(rng, canvas, bloom, KINDS[number], largest=blooms[0].radius)
    vignette(canvas, 0.2)
    add_grain(rng, canvas, 0.01)
    return _describe(to_image(canvas), pigments, number, len(blooms))


def _paper(rng: np.random.Generator, size: Size, pigments: Pigments) -> Array:
    """Return the ground, with large pale petals out of focus."""
    far = mix(pigments.ground, pigments.accents[2], 0.25)
    canvas = gradient(size, (mix(pigments.ground, far, 0.2), pigments.ground, far), (0, 0.5, 1))
    wash = smoothstep(0.4, 0.9, smooth_noise(rng, size, (size[0] / 3, size[1] / 3)))
    paint(canvas, wash * 0.3, mix(pigments.ground, pigments.accents[1], 0.5))
    return canvas


def _arrange(rng: np.random.Generator, size: Size, pigments: Pigments) -> list[Bloom]:
    """Place flowers that fill the sheet and hardly overlap, the largest first; one of those is near the middle."""
    width, height = size
    places = [(width * rng.uniform(0.35, 0.65), height * rng.uniform(0.35, 0.65), min(size) * rng.uniform(0.46, 0.54))]
    for reach in min(size) * np.repeat([0.32, 0.24, 0.18], [10, 40, 60]) * rng.uniform(0.9, 1.1, 110):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        if all(np.hypot(x - px, y - py) > 0.86 * (reach + taken) for px, py, taken in places):
            places.append((x, y, reach))
    return [Bloom(x, y, reach, *_tints(rng, pigments)) for x, y, reach in places]


def _leaves(rng: np.random.Generator, canvas: Array, pigments: Pigments) -> None:
    """Lay the bed of leaves that will show between the flowers, in place."""
    height, width, _ = canvas.shape
    reach = min(width, height) * 0.34
    for column in np.arange(0, width, reach * 0.42):
        for row in np.arange(0, height, reach * 0.42):
            root = (column + rng.uniform(0, reach * 0.42), row + rng.uniform(0, reach * 0.42))
            tint = mix(LEAF_GREEN, pigments.accents[int(rng.integers(5))], 0.15) * np.float32(rng.uniform(0.6, 1.05))
            _petal(rng, canvas, root, rng.uniform(0, 2 * np.pi), reach * rng.uniform(0.8, 1.2), LEAF, tint)


def _tints(rng: np.random.Generator, pigments: Pigments) -> tuple[Colour, Colour, Colour]:
    """Choose a vivid accent that stands out from the ground, its nearest kin for the inner petals, and a heart."""
    vivid = sorted(
        pigments.accents, key=lambda accent: -float(np.abs(accent - pigments.ground).sum() + 2 * np.ptp(accent))
    )
    outer = vivid[int(rng.integers(3))]
    # Colours far apart would turn grey half-way, so the inner ring takes the accent most like the outer.
    kin = sorted(vivid[:4], key=lambda accent: float(np.abs(accent - outer).sum()))
    return outer, kin[1], max(vivid, key=lambda accent: float(accent[0] - accent[2]))


def _flower(rng: np.random.Generator, canvas: Array, bloom: Bloom, kind: Kind, *, largest: float) -> None:
    """Lay the flower's petals ring by ring, the outermost first, and its heart on top, in place.

    Flowers smaller than `largest` have fewer rings, as buds do.
    """
    turned = rng.uniform(0, 2 * np.pi)
    rings = max(min(2, kind.rings), round(kind.rings * bloom.radius / largest))
    for ring in range(rings):
        share = ring / rings
        length = bloom.radius * (1 - 0.82 * share)
        tint = mix(bloom.outer, bloom.inner, float(share))
        step = 2 * np.pi / kind.petals
        for petal in rng.permutation(kind.petals):
            angle = turned + (petal + ring * 0.5 + rng.uniform(-0.09, 0.09)) * step
            reach = length * rng.uniform(0.93, 1.04)
            dyed = np.clip(tint * np.float32(rng.uniform(0.92, 1.08)), 0, 1)
            _petal(rng, canvas, (bloom.x, bloom.y), angle, reach, kind, dyed)
    _heart(rng, canvas, bloom, kind)


def _petal(
    rng: np.random.Generator,
    canvas: Array,
    root: tuple[float, float],
    angle: float,
    length: float,
    kind: Kind,
    tint: Colour,
) -> None:
    """Lay one petal that grows from `root` at `angle`, `length` pixels long, with its shadow, in place."""
    height, width, _ = canvas.shape
    tip = (root[0] + np.cos(angle) * length, root[1] + np.sin(angle) * length)
    margin = length * kind.breadth * 0.55 + 8
    left, right = int(max(0, min(root[0], tip[0]) - margin)), int(min(width, max(root[0], tip[0]) + margin))
    top, bottom = int(max(0, min(root[1], tip[1]) - margin)), int(min(height, max(root[1], tip[1]) + margin))
    if left >= right or top >= bottom:
        return
    x, y = grid((right - left, bottom - top))
    dx, dy = x + np.float32(left - root[0]), y + np.float32(top - root[1])
    along = (dx * np.float32(np.cos(angle)) + dy * np.float32(np.sin(angle))) / np.float32(length)
    aside = (dy * np.float32(np.cos(angle)) - dx * np.float32(np.sin(angle))) / np.float32(length)
    aside = aside - np.float32(rng.uniform(-0.12, 0.12)) * along * along
    near = (np.abs(aside) < np.float32(kind.breadth * 0.56 + 0.06)) & (along > 0) & (along < 1)
    along, aside = along[near], aside[near]
    inside = _profile(kind)[(along * 2047).astype(np.int16)] - np.abs(aside) - _notch(along, aside, kind)
    keep, strength, white = _light(along, aside, inside, length, kind)
    part = canvas[top:bottom, left:right]
    for channel in range(3):
        layer = part[..., channel]
        layer[near] = layer[near] * keep + (tint[channel] * strength + white)


@cache
def _profile(kind: Kind) -> Array:
    """Return half the petal's breadth at 2048 places from its root to its tip."""
    along = np.linspace(0, 1, 2048, dtype=np.float32)
    fullest, roundness = (1.15, 0.9) if kind.tip > 1 else (1.7, kind.tip)
    swell = np.maximum(np.sin(np.float32(np.pi) * along ** np.float32(fullest)), 0) ** np.float32(roundness)
    root = 0.1 if kind.heart else 0.0  # a petal's root is broad, under the heart; a leaf's is seen, and pointed
    breadth: Array = np.float32(kind.breadth / 2) * (swell + root * (1 - along) ** 2)
    return breadth


def _notch(along: Array, aside: Array, kind: Kind) -> Array | float:
    """Return how much the tip is nicked: a small wave along its edge."""
    if not kind.notch:
        return 0.0
    nick = np.cos(aside * np.float32(18 / kind.breadth)) * 0.5 + 0.5
    nicked: Array = np.float32(kind.notch) * nick * smoothstep(0.8, 1.0, along)
    return nicked


def _light(along: Array, aside: Array, inside: Array, length: float, kind: Kind) -> tuple[Array, Array, Array]:
    """Return how much a petal keeps of what is under it, how much of its tint it adds, and how much white.

    It is deep at the root, pale at the tip, veined and rimmed with light, and throws a shadow beyond its edge. All
    arrays are of one shape; two numbers to a pixel in place of a colour spare work on three channels.
    """
    fan = aside / (0.25 + along)
    veins = 0.5 + 0.5 * np.cos(fan * np.float32(95 / (0.5 + kind.breadth)))
    rise = along - 0.1 * veins * smoothstep(0.1, 0.6, along)
    deep = 0.5 + 0.5 * smoothstep(0.05, 0.5, rise)
    pale = smoothstep(0.4, 1.05, rise) * 0.85
    fold = np.exp(-np.abs(aside) * np.float32(38 / (0.4 + kind.breadth))) * smoothstep(1.0, 0.5, along)
    lit = 1 - 0.2 * fold + aside * np.float32(0.16 / kind.breadth)
    rim = np.exp(-np.maximum(inside, 0) * 70) * 0.1
    cover = np.clip(inside * np.float32(length / 1.6) + 0.5, 0, 1) * 0.92
    shadow = smoothstep(-0.05, 0.05, inside) * 0.3 * smoothstep(0.0, 0.3, along)
    strength = (deep * (1 - pale) + 0.58 * pale) * lit * cover
    white = (0.42 * pale * lit + rim) * cover
    return (1 - shadow) * (1 - cover), strength, white


def _heart(rng: np.random.Generator, canvas: Array, bloom: Bloom, kind: Kind) -> None:
    """Dot the centre with stamens in a sunflower's spiral, larger and paler towards its rim, in place."""
    reach = bloom.radius * kind.heart
    count = int(60 + 90 * kind.heart * 4)
    for number in range(count):
        share = (number + 0.5) / count
        angle = number * 2.39996
        x, y = bloom.x + np.cos(angle) * reach * share**0.5, bloom.y + np.sin(angle) * reach * share**0.5
        size = reach * (0.075 + 0.07 * share) * rng.uniform(0.8, 1.2)
        left, top = int(max(0, x - size * 2)), int(max(0, y - size * 2))
        part = canvas[top : int(max(0, y + size * 2)) + 1, left : int(max(0, x + size * 2)) + 1]
        if part.size == 0:
            continue
        dx, dy = grid((part.shape[1], part.shape[0]))
        distance = np.hypot(dx + np.float32(left - x), dy + np.float32(top - y))
        shade(part, 1 - 0.45 * smoothstep(size * 1.9, 0.0, distance))
        tint = bloom.heart * np.float32(0.55 + 0.6 * share * rng.uniform(0.8, 1.1))
        paint(part, smoothstep(size + 0.7, size - 0.7, distance), np.clip(tint, 0, 1))


def _describe(image: Image.Image, pigments: Pigments, number: int, count: int) -> Picture:
    plural = PLURALS[number]
    return Picture(
        image=image,
        caption=f"{TITLES[number]} in {pigments.name}",
        alt=f"{plural[0].upper()}{plural[1:]} with veined petals in {pigments.name}, seen from above among leaves.",
        description=f"{count} flowers, drawn petal by petal, share the sheet with a bed of leaves.",
        tags=("flowers", "nature", *pigments.tags),
    )
