"""Waves: a paper sea of overlapping scales, after the Japanese seigaiha, under a low sun."""

import numpy as np
from PIL import Image

from demo.canvas import (
    add_grain,
    disc,
    fill,
    glow,
    gradient,
    lighten,
    mix,
    paint,
    shade,
    smoothstep,
    to_image,
    vignette,
)
from demo.noise import smooth_noise, wandering_line
from demo.palettes import PIGMENTS, Colour, Pigments
from demo.picture import Array, Picture, Size

SEAS = ("A rising sea", "A calm of scales", "Swell under a low sun", "Stray bright waves")
MOTLEY = 3


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one sea; pigments and the kind of sea are dealt by turn."""
    pigments = PIGMENTS[(turn + 9) % len(PIGMENTS)]
    sea = (turn + turn // len(SEAS)) % len(SEAS)
    horizon = size[1] * rng.uniform(*((0.3, 0.45) if sea in (0, 2) else (0.26, 0.36)))
    image = to_image(_sky(rng, size, pigments, horizon))
    _sea(rng, image, pigments, horizon, sea)
    canvas = np.asarray(image, dtype=np.float32) / 255
    lighten(canvas, (smooth_noise(rng, size, (size[0] / 3, size[1] / 3)) - 0.5) * 0.06)
    vignette(canvas, 0.16)
    add_grain(rng, canvas, 0.012)
    return _describe(to_image(canvas), pigments, sea)


def _sky(rng: np.random.Generator, size: Size, pigments: Pigments, horizon: float) -> Array:
    """Return the sheet with a sun low in its sky."""
    width, height = size
    warm = mix(pigments.ground, pigments.accents[2], 0.35)
    canvas = gradient(size, (warm, pigments.ground, pigments.ground), (0, horizon / height, 1))
    radius = min(min(size) * rng.uniform(0.11, 0.17), horizon * 0.7)
    centre = (width * rng.uniform(0.25, 0.75), horizon - radius * rng.uniform(0.1, 0.5))
    paint(canvas, glow(size, centre, radius * 2) * 0.4, pigments.accents[1])
    paint(canvas, disc(size, centre, radius, edge=1.5), _sun(pigments))
    return canvas


def _sun(pigments: Pigments) -> Colour:
    """Choose the accent that is warmest, red over blue, for the sun."""
    return max(pigments.accents, key=lambda accent: float(accent[0] - accent[2]))


def _sea(rng: np.random.Generator, image: Image.Image, pigments: Pigments, horizon: float, sea: int) -> None:
    """Lay rows of scales from the horizon to the lower edge, in place, each row over the one before."""
    width, height = image.size
    near = min(width, height) * rng.uniform(0.13, 0.17)
    swell = wandering_line(rng, width + 1, width / 2.5, octaves=2) * height * (0.045 if sea in (0, MOTLEY) else 0.02)
    y, row = horizon, 0
    while y < height + near * 2:
        share = float(np.clip((y - horizon) / (height - horizon), 0, 1))
        radius = round(near * (0.5 + 0.5 * share if sea in (0, 2) else 0.75))
        scales = _scales(pigments, radius, share, sea)
        # Places are counted from the middle, so that rows of growing scales fan out as a floor's boards do.
        reach = width // (4 * radius) + 2
        for place in range(-reach, reach + 1):
            x = width / 2 + (2 * place + row % 2) * radius
            lift = swell[int(np.clip(x, 0, width))] * (0.3 + 0.7 * share)
            scale = scales[2 if sea == MOTLEY and rng.random() < 0.14 else (place + row) % 2]
            image.paste(scale, (round(x - scale.width / 2), round(y + lift - scale.height / 2)), scale)
        y += radius * 0.5
        row += 1


def _scales(pigments: Pigments, radius: int, share: float, sea: int) -> list[Image.Image]:
    """Return the scales of one row: rings in colours that deepen from the horizon (`share` 0) to the viewer (1).

    The last of a motley row is a stray, in the colour of the sun.
    """
    accents = sorted(pigments.accents, key=lambda accent: -float(accent.mean()))
    if pigments.is_dark:
        accents.reverse()
    pale = pigments.ink if pigments.is_dark else pigments.ground
    scales = [_scale(radius, _between(accents, share * 3.4 + shift), pale, rings=4) for shift in (0.0, 0.35)]
    return [*scales, _scale(radius, _sun(pigments), pale, rings=3)] if sea == MOTLEY else scales


def _between(accents: list[Colour], place: float) -> Colour:
    """Return the colour at a place between the accents, which lie at 0, 1, 2 ..."""
    first = min(int(place), len(accents) - 1)
    second = min(first + 1, len(accents) - 1)
    return mix(accents[first], accents[second], float(place - int(place)))


def _scale(radius: int, base: Colour, pale: Colour, *, rings: int) -> Image.Image:
    """Draw one scale of `radius` pixels as RGBA: concentric rings, darker below, and a shadow beyond the rim."""
    side = round(radius * 2.3)
    place = np.arange(side, dtype=np.float32) + np.float32(0.5 - side / 2)
    distance = np.hypot(place[None, :], place[:, None]) / np.float32(radius)
    soft = 0.7 * rings / radius
    phase = distance * rings % 1
    stripes = smoothstep(0.5 - soft, 0.5 + soft, phase) * smoothstep(1.0, 1.0 - 2 * soft, phase)
    light = 1.05 - 0.4 * smoothstep(-0.6 * radius, 0.5 * radius, place)[:, None]
    rim = 1 - 0.3 * smoothstep(0.95, 1.0, distance)
    colours = fill((side, side), base)
    paint(colours, stripes * 0.86, pale)
    body = np.clip((1 - distance) * np.float32(radius) + 0.5, 0, 1)
    shadow = smoothstep(1.15, 0.98, distance) * 0.42
    shade(colours, light * rim * body)
    pixels = np.dstack([colours, np.maximum(body, shadow)])
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def _describe(image: Image.Image, pigments: Pigments, sea: int) -> Picture:
    place = ("under a low sun", "row after level row", "under a low sun", "some of them bright, under a low sun")[sea]
    return Picture(
        image=image,
        caption=f"{SEAS[sea]} in {pigments.name}",
        alt=f"Waves drawn as overlapping scales of concentric rings in {pigments.name}, {place}.",
        description=f"A sea of paper scales after the Japanese seigaiha pattern, {place}.",
        tags=("pattern", "sea", *pigments.tags),
    )
