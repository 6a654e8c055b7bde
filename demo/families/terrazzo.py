"""Terrazzo: chips of stone of every size, cast in a ground and polished flat."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from demo.canvas import add_grain, fill, lighten, paint, shade, smoothstep, soften, to_image, to_mask, vignette
from demo.noise import fractal_noise, smooth_noise
from demo.palettes import PIGMENTS, Pigments
from demo.picture import Array, Picture, Size

OVERSAMPLING = 2
CUTS = ("Bold chips", "Fine chips", "Mixed chips", "Slender shards")
LARGEST = (0.082, 0.066, 0.074, 0.082)  # the radius of the largest chip, as a share of the short side
SMALLEST = 1.5  # pixels
SLENDERNESS = (1.0, 1.0, 1.1, 2.0)  # a chip's length to its breadth, at least


@dataclass(frozen=True)
class Chips:
    """Where the chips lie: centres of shape (n, 2) and radii of shape (n,), in pixels, largest first."""

    centres: Array
    radii: Array


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one slab; pigments and the cut of the chips are dealt by turn."""
    pigments = PIGMENTS[(turn + 6) % len(PIGMENTS)]
    cut = (turn + turn // len(CUTS)) % len(CUTS)
    chips = _scatter(rng, size, min(size) * LARGEST[cut])
    canvas = fill(size, pigments.ground)
    lighten(canvas, (fractal_noise(rng, size, min(size) / 6, octaves=5) - 0.5) * 0.09)
    _specks(rng, canvas, pigments)
    outlines = [_outline(rng, chips, number, SLENDERNESS[cut]) for number in range(chips.radii.size)]
    _inlay(rng, canvas, pigments, outlines)
    _polish(rng, canvas)
    return _describe(to_image(canvas), pigments, cut, chips.radii.size)


def _scatter(rng: np.random.Generator, size: Size, largest: float) -> Chips:
    """Throw discs, largest first, and keep those that touch none before them."""
    radii = largest * np.concatenate(
        [np.full(count, share) for count, share in ((60, 1.0), (220, 0.7), (600, 0.45), (1000, 0.28), (1000, 0.18))]
    )
    radii *= rng.uniform(0.75, 1.1, radii.size)
    radii = radii[radii > SMALLEST]
    tries = rng.uniform(-0.05, 1.05, (radii.size, 2)) * size
    kept = np.zeros(radii.size, dtype=bool)
    for number, (centre, radius) in enumerate(zip(tries, radii, strict=True)):
        gaps = np.hypot(*(tries[kept] - centre).T) - radii[kept] * 0.94 - radius * 0.94
        kept[number] = not (gaps < 0).any()
    return Chips(tries[kept].astype(np.float32), radii[kept].astype(np.float32))


def _outline(rng: np.random.Generator, chips: Chips, number: int, slenderness: float) -> list[tuple[float, float]]:
    """Return the corners of one broken stone within its disc, in fine pixels."""
    corners = int(rng.integers(5, 9))
    angles = (np.arange(corners) + rng.uniform(-0.38, 0.38, corners)) * 2 * np.pi / corners
    reach = rng.uniform(0.78, 1.0, corners) * chips.radii[number]
    long, short = np.cos(angles) * reach, np.sin(angles) * reach / rng.uniform(0.7, 1.0) / slenderness
    turned = rng.uniform(0, np.pi)
    x = chips.centres[number, 0] + long * np.cos(turned) - short * np.sin(turned)
    y = chips.centres[number, 1] + long * np.sin(turned) + short * np.cos(turned)
    return [(float(px) * OVERSAMPLING, float(py) * OVERSAMPLING) for px, py in zip(x, y, strict=True)]


def _specks(rng: np.random.Generator, canvas: Array, pigments: Pigments) -> None:
    """Strew sand through the ground, in place: grains of two sizes, lighter and darker than it."""
    size = (canvas.shape[1], canvas.shape[0])
    for cell, tint in ((3.0, pigments.ink), (4.5, pigments.accents[2]), (6.0, pigments.accents[1])):
        grains = smoothstep(0.93, 1.0, smooth_noise(rng, size, cell * min(size) / 1200))
        paint(canvas, grains * 0.6, tint)


def _inlay(
    rng: np.random.Generator, canvas: Array, pigments: Pigments, outlines: list[list[tuple[float, float]]]
) -> None:
    """Lay the chips, clouded and veined like marble, into the canvas in place, the ground darker close around them."""
    height, width, _ = canvas.shape
    stones = (*pigments.accents, pigments.ink)
    chosen = rng.choice(len(stones), len(outlines), p=rng.dirichlet(np.full(len(stones), 2.5)))
    # Drawn on black, the reduced colours come out multiplied by the mask, as laying them needs.
    colours = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING))
    cover = Image.new("L", colours.size)
    colour_pen, cover_pen = ImageDraw.Draw(colours), ImageDraw.Draw(cover)
    for outline, stone in zip(outlines, chosen, strict=True):
        red, green, blue = (round(float(channel) * 255) for channel in stones[stone])
        colour_pen.polygon(outline, (red, green, blue))
        cover_pen.polygon(outline, 255)
    mask = to_mask(cover, (width, height))
    ground = (1 - mask) * (1 - 0.2 * soften(mask, max(2.0, min(width, height) / 300)))
    shade(canvas, ground)
    canvas += np.asarray(colours.reduce(OVERSAMPLING), dtype=np.float32) / 255
    lighten(canvas, mask * _marble(rng, (width, height)))


def _marble(rng: np.random.Generator, size: Size) -> Array:
    """Return what clouds and veins add to a stone's colour."""
    clouds = (fractal_noise(rng, size, min(size) / 14, octaves=5, gain=0.6) - 0.5) * 0.42
    folds = np.abs(fractal_noise(rng, size, min(size) / 7, octaves=5, gain=0.55) - 0.5)
    return clouds + smoothstep(0.034, 0.0, folds) * 0.17


def _polish(rng: np.random.Generator, canvas: Array) -> None:
    """Lay the soft reflection of a bright room on the polished face, in place."""
    size = (canvas.shape[1], canvas.shape[0])
    gleam = smoothstep(0.35, 1.0, smooth_noise(rng, size, (size[0] / 1.6, size[1] / 1.2)))
    lighten(canvas, gleam * 0.07)
    vignette(canvas, 0.12)
    add_grain(rng, canvas, 0.008)


def _describe(image: Image.Image, pigments: Pigments, cut: int, count: int) -> Picture:
    ground = "dark" if pigments.is_dark else "pale"
    return Picture(
        image=image,
        caption=f"{CUTS[cut]} of {pigments.name}, polished",
        alt=f"Polished terrazzo in {pigments.name}: {CUTS[cut].lower()} of stone scattered in a {ground} ground.",
        description=f"About {round(count, -1)} chips of stone, some veined like marble, lie in a {ground} ground.",
        tags=("pattern", "stone", *pigments.tags),
    )
