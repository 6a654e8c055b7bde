"""Night skies: stars by the thousand, the Milky Way or an aurora, over silhouettes of ridges and spruces."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from demo.canvas import add_grain, disc, glow, gradient, grid, mix, paint, smoothstep, soften, to_image, to_mask
from demo.noise import fractal_noise, smooth_noise, wandering_line
from demo.palettes import Colour, colour
from demo.picture import Array, Picture, Size

OVERSAMPLING = 2
AURORA_TOP = colour("b06be0")
STAR_TINTS = tuple(colour(code) for code in ("ffffff", "cfe0ff", "ffe6c4", "ffd0b0", "dfe8ff"))


@dataclass(frozen=True)
class Night:
    """A night's colours: the sky's top, its glow above the ridge, and the veil of stars or aurora in two hues."""

    name: str
    zenith: Colour
    glow: Colour
    veil: Colour
    core: Colour
    tags: tuple[str, ...]


def _night(name: str, codes: str, *tags: str) -> Night:
    zenith, low, veil, core = (colour(code) for code in codes.split())
    return Night(name, zenith, low, veil, core, tags)


NIGHTS = (
    _night("on a blue summer night", "070d24 35588f 7f9be0 ffe3c2", "blue"),
    _night("on a violet night", "0e0821 6b3f7c a77fd6 ffd2da", "purple"),
    _night("on a teal night", "04161d 2c7478 6cc6c0 f4efc9", "teal"),
    _night("after the last of the sunset", "0a1128 b5643f 8d97d8 ffe0b4", "orange", "dusk"),
    _night("on a winter night", "0a1020 5d7792 a9c1e6 ffffff", "grey", "cold"),
    _night("on a green northern night", "03120f 1f5a4a 6fe0a6 d9ffd0", "green", "north"),
    _night("on a rose-coloured night", "170a1c 94506a d98fb0 ffe6cf", "pink"),
    _night("in deep indigo", "05061a 2a2f7a 6f78e6 dfe2ff", "indigo"),
    _night("on an amber autumn night", "15100f 8a5a2c c99a72 fff0cf", "amber", "warm"),
    _night("in clear frost", "061426 7fa3c4 b9d4ee ffffff", "blue", "cold"),
    _night("on a heather night", "120f22 74608f 9f9be0 f6d9ea", "purple", "soft"),
    _night("just before dawn", "0b1a33 d08a78 9fb4e6 fff0dc", "peach", "dawn"),
)
SCENES = ("Milky Way", "crescent moon", "aurora")
TITLES = (
    ("The Milky Way over {}", "Star clouds beyond {}", "The Milky Way rising from {}", "A river of stars above {}"),
    ("A crescent moon over {}", "A young moon beyond {}", "The thin moon above {}", "A sickle of moon above {}"),
    ("An aurora over {}", "Curtains of light behind {}", "Northern lights above {}", "Sky fire beyond {}"),
)


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one night; the colours and the scene are dealt by turn."""
    night = NIGHTS[turn % len(NIGHTS)]
    scene = (turn + turn // len(NIGHTS)) % len(SCENES)
    canvas = gradient(size, (night.zenith, mix(night.zenith, night.glow, 0.35), night.glow), (0, 0.5, 0.88))
    veil = _milky_way(rng, canvas, night, faint=scene != 0)
    if scene == 2:
        _aurora(rng, canvas, night)
    _stars(rng, canvas, veil)
    if scene == 1:
        _moon(rng, canvas, night)
    trees = _ridges(rng, canvas, night)
    add_grain(rng, canvas, 0.009)
    return _describe(to_image(canvas), night, scene, TITLES[scene][turn // 3 % 4], trees=trees)


def _milky_way(rng: np.random.Generator, canvas: Array, night: Night, *, faint: bool) -> Array:
    """Paint a slanting band of light with lanes of dust, in place; return how dense the stars are, by pixel."""
    size = (canvas.shape[1], canvas.shape[0])
    x, y = grid(size)
    reach = np.float32(min(size))
    angle = rng.uniform(0.5, 1.1) * rng.choice([-1, 1])
    clouds = fractal_noise(rng, size, float(reach) / 3, octaves=6, gain=0.62)
    across = (x - size[0] * np.float32(rng.uniform(0.35, 0.65))) * np.float32(np.sin(angle))
    across = (across + (y - size[1] * 0.42) * np.float32(np.cos(angle))) / reach
    across = across + (clouds - 0.5) * 0.35
    band = np.exp(-((across / 0.17) ** 2))
    core = np.exp(-((across / 0.075) ** 2))
    dust = smoothstep(0.47, 0.62, fractal_noise(rng, size, float(reach) / 5, octaves=6, gain=0.6)) * core
    strength = np.float32(0.25 if faint else 1.0)
    paint(canvas, band * smoothstep(0.25, 0.75, clouds) * strength * 0.62, night.veil)
    paint(canvas, core * smoothstep(0.36, 0.7, clouds) * strength * 0.72, night.core)
    paint(canvas, dust * strength * 0.7, night.zenith)
    density: Array = 0.25 + band * strength * (1 - 0.7 * dust)
    return density


def _aurora(rng: np.random.Generator, canvas: Array, night: Night) -> None:
    """Paint curtains of light whose rays rise and fade from wandering lower edges, in place."""
    height, width, _ = canvas.shape
    _, y = grid((width, height))
    for share in (0.55, 0.75, 1.0):
        foot = height * (0.38 + 0.3 * share * rng.uniform(0.6, 1)) + wandering_line(
            rng, width, width / 2, octaves=3
        ) * (height * 0.11)
        rays = smooth_noise(rng, (width, 1), width / 90)[0] * 0.5 + smooth_noise(rng, (width, 1), width / 14)[0] * 0.7
        above = (foot.astype(np.float32)[None, :] - y) / np.float32(height)
        tall = 0.1 + 0.26 * rays[None, :]
        curtain = np.where(above > 0, np.exp(-above / tall), np.exp(above * 55)) * rays[None, :]
        top = smoothstep(0.05, 0.4, above)
        for channel in range(3):
            hue = night.veil[channel] + (AURORA_TOP[channel] - night.veil[channel]) * (top * 0.75)
            canvas[..., channel] += hue * curtain * np.float32(0.55 * share)


def _stars(rng: np.random.Generator, canvas: Array, density: Array) -> None:
    """Add stars in place, more of them where `density` is high; few are bright, most are dust."""
    height, width, _ = canvas.shape
    scale = min(width, height) / 1200
    count = round(26 * (width + height) / scale**0.5)
    rows, columns = rng.integers(1, height - 1, count), rng.integers(1, width - 1, count)
    kept = rng.random(count) < density[rows, columns] * (1.1 - 0.75 * rows / height)
    rows, columns = rows[kept], columns[kept]
    strength = np.minimum(0.16 * rng.pareto(1.6, rows.size) + 0.12, 1.6).astype(np.float32)
    tints = np.stack(STAR_TINTS)[rng.integers(len(STAR_TINTS), size=rows.size)] * strength[:, None]
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            falloff = np.float32(0.38 ** (down * down + right * right))
            np.add.at(canvas, (rows + down, columns + right), tints * falloff)
    for place in np.argsort(strength)[-45:]:
        _shine(canvas, int(rows[place]), int(columns[place]), tints[place], radius=rng.uniform(2.2, 5.5) * scale)


def _shine(canvas: Array, row: int, column: int, tint: Array, *, radius: float) -> None:
    """Add one bright star with a halo of a few pixels, in place."""
    reach = int(radius * 5)
    part = canvas[max(0, row - reach) : row + reach + 1, max(0, column - reach) : column + reach + 1]
    centre = (min(column, reach) + 0.5, min(row, reach) + 0.5)
    size = (part.shape[1], part.shape[0])
    halo = glow(size, centre, radius) * 0.55 + disc(size, centre, radius * 0.55, edge=radius * 0.6)
    part += halo[..., None] * tint


def _moon(rng: np.random.Generator, canvas: Array, night: Night) -> None:
    """Paint a crescent with its halo, in place."""
    height, width, _ = canvas.shape
    size = (width, height)
    radius = min(size) * rng.uniform(0.045, 0.07)
    centre = (width * rng.uniform(0.25, 0.75), height * rng.uniform(0.2, 0.38))
    shadow = (centre[0] + radius * rng.choice([-0.45, 0.45]), centre[1] - radius * 0.22)
    whole = disc(size, centre, radius, edge=1.5)
    paint(canvas, glow(size, centre, radius * 2.6) * 0.6, night.core)
    paint(canvas, whole, mix(night.zenith, night.glow, 0.4))
    paint(canvas, whole * (1 - disc(size, shadow, radius * 0.97, edge=2.5)), colour("fffaea"))


def _ridges(rng: np.random.Generator, canvas: Array, night: Night) -> bool:
    """Paint ridges from far to near, mist between them, and on the nearest perhaps spruces, in place."""
    height, width, _ = canvas.shape
    black = night.zenith * 0.35
    count = int(rng.integers(3, 5))
    has_trees = bool(rng.random() < 0.7)
    for layer in range(count):
        near = (layer + 1) / count
        level = height * (0.7 + 0.2 * near)
        rough = wandering_line(rng, width, width / rng.uniform(2.5, 5), octaves=7, gain=0.48)
        profile = level - rough * height * 0.075 * (1.35 - 0.6 * near)
        is_nearest = layer == count - 1
        mask = _silhouette(rng, (width, height), profile, trees=is_nearest and has_trees)
        tone = mix(night.glow, black, 0.35 + 0.65 * near**0.8)
        paint(canvas, mask, tone)
        if not is_nearest:
            paint(canvas, soften(mask, height / 40) * _low_mist(profile, height), mix(tone, night.glow, 0.5))
    return has_trees


def _low_mist(profile: Array, height: int) -> Array:
    """Return a mask that thickens below a ridge: the valley's mist."""
    y = np.arange(height, dtype=np.float32)[:, None]
    return smoothstep(0.0, height * 0.16, y - profile.astype(np.float32)[None, :]) * 0.7


def _silhouette(rng: np.random.Generator, size: Size, profile: Array, *, trees: bool) -> Array:
    """Return the mask of all that lies below `profile`, a row for each column, with spruces on it or without."""
    width, height = size
    image = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
    pen = ImageDraw.Draw(image)
    crest = np.stack([np.arange(width), profile], axis=-1) * OVERSAMPLING
    floor = height * OVERSAMPLING
    pen.polygon(
        [(0.0, floor), *map(tuple, crest), (width * OVERSAMPLING, crest[-1, 1]), (width * OVERSAMPLING, floor)], 255
    )
    if trees:
        stand = smooth_noise(rng, (width, 1), width / 6)[0]
        for column in rng.integers(0, width, round(150 * width / height)):
            tall = height * (0.03 + 0.15 * stand[column] ** 2 * rng.uniform(0.4, 1)) * OVERSAMPLING
            _spruce(rng, pen, crest[column, 0], crest[column, 1] + tall * 0.1, tall)
    return to_mask(image, size)


def _spruce(rng: np.random.Generator, pen: ImageDraw.ImageDraw, x: float, foot: float, tall: float) -> None:
    """Draw one spruce `tall` pixels high: ragged tiers that widen to the ground."""
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    tiers = max(6, round(tall / 14))
    for tier in range(1, tiers + 1):
        y = foot - tall * (1 - tier / tiers)
        reach = tall * 0.17 * (tier / tiers) ** 0.85
        for side, edge in ((-1, left), (1, right)):
            edge.append((x + side * reach * rng.uniform(0.75, 1.15), y + tall * 0.018))
            edge.append((x + side * reach * 0.45, y))
    pen.polygon([(x, foot - tall), *right, *reversed(left)], 255)


def _describe(image: Image.Image, night: Night, scene: int, title: str, *, trees: bool) -> Picture:
    ground = "the spruces" if trees else "bare ridges"
    seen = ("the Milky Way slants", "a crescent moon hangs", "curtains of aurora stand")[scene]
    return Picture(
        image=image,
        caption=f"{title.format(ground)} {night.name}",
        alt=f"A night sky full of stars; {seen} over {'ridges with spruces' if trees else ground}.",
        description=f"{seen[0].upper()}{seen[1:]} above the mist between the ridges, {night.name}.",
        tags=("landscape", "night", "stars", *night.tags, SCENES[scene].lower()),
    )
