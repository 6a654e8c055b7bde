"""Textiles: cloth thread by thread, warp over weft and weft over warp, each thread round, twisted and shaded."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from demo.canvas import add_grain, grid, mix, shade, smoothstep, to_image, vignette
from demo.noise import smooth_noise
from demo.palettes import PIGMENTS, Colour, Pigments
from demo.picture import Array, Picture, Size

Draft = npt.NDArray[np.bool_]
Threads = npt.NDArray[np.float32]


def _plain(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    over: Draft = (i + j) % 2 == 0
    return over


def _twill(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    return (i + j) % 4 < 2


def _herringbone(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    return np.where((i // 8) % 2 == 0, i + j, j - i - 1) % 4 < 2


def _basket(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    over: Draft = (i // 2 + j // 2) % 2 == 0
    return over


def _diamond_twill(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    return (np.abs(i % 16 - 8) + np.abs(j % 16 - 8)) % 4 < 2


def _damask(i: npt.NDArray[np.intp], j: npt.NDArray[np.intp]) -> Draft:
    figure = np.abs(i % 20 - 10) + np.abs(j % 20 - 10) < 8
    over: Draft = np.where(figure, (i + 2 * j) % 5 != 0, (i + 2 * j) % 5 == 0)
    return over


WEAVES: tuple[tuple[Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], Draft], str], ...] = (
    (_plain, "plain weave"),
    (_twill, "twill"),
    (_herringbone, "herringbone"),
    (_basket, "basket weave"),
    (_diamond_twill, "diamond twill"),
    (_damask, "damask"),
)
PATTERNS = ("a tartan", "stripes", "two colours", "a chequer")
TITLES = (
    "{pigments} tartan in {weave}",
    "Striped {weave} in {pigments}",
    "Draped {weave}, {pigments}",
    "Chequered {weave} in {pigments}",
)


def draw(rng: np.random.Generator, size: Size, turn: int) -> Picture:
    """Draw one cloth; pigments, weave and pattern are dealt by turn."""
    pigments = PIGMENTS[(turn + 3) % len(PIGMENTS)]
    weave, title = WEAVES[(turn + turn // len(PIGMENTS)) % len(WEAVES)]
    pattern = (turn + turn // len(WEAVES) + 1) % len(PATTERNS)
    count = int(rng.integers(26, 42))
    pitch = min(size) / count
    warp = _threads(rng, pigments, pattern, 5 + round(size[0] / pitch))
    weft = _threads(rng, pigments, pattern, 5 + round(size[1] / pitch), is_weft=True)
    cloth = _weave(rng, size, pitch, weave, warp, weft)
    vignette(cloth, 0.2)
    add_grain(rng, cloth, 0.01)
    return _describe(to_image(cloth), pigments, title, pattern)


def _threads(
    rng: np.random.Generator, pigments: Pigments, pattern: int, count: int, *, is_weft: bool = False
) -> Threads:
    """Return the colours of `count` threads, shape (count, 3), each dyed a little differently."""
    accents = pigments.accents
    pale, deep = (pigments.ink, pigments.ground) if pigments.is_dark else (pigments.ground, pigments.ink)
    if pattern == 0:
        sett = _sett(rng, [accents[0], pale, mix(deep, accents[1], 0.6), accents[1], accents[2]])
    elif pattern == 1:
        sett = [pale] if is_weft else _sett(rng, [*accents[:3], pale])
    elif pattern == 2:
        sett = [accents[0]] if is_weft else [pale]
    else:
        sett = [accents[1]] * 6 + [pale] * 6
    colours = np.stack([sett[number % len(sett)] for number in range(count)])
    return (colours * (1 + rng.normal(0, 0.05, (count, 1)))).astype(np.float32)


def _sett(rng: np.random.Generator, colours: list[Colour]) -> list[Colour]:
    """Return a run of stripes that reads the same from both ends, as a tartan's does."""
    half = [colour for colour in colours for _ in range(int(rng.choice([1, 2, 4, 6, 8])))]
    return half + half[::-1]


def _weave(
    rng: np.random.Generator,
    size: Size,
    pitch: float,
    weave: Callable[[npt.NDArray[np.intp], npt.NDArray[np.intp]], Draft],
    warp: Threads,
    weft: Threads,
) -> Array:
    """Return the cloth: for every pixel the thread on top, its colour and its shading. Warp threads run downwards."""
    x, y = grid(size)
    height, light = _folds(rng, size)
    across = x / pitch + height + (smooth_noise(rng, size, (pitch * 5, pitch * 14)) - 0.5) * 0.3
    down = y / pitch + height + (smooth_noise(rng, size, (pitch * 14, pitch * 5)) - 0.5) * 0.3
    across, down = np.maximum(across, 0).astype(np.float32), np.maximum(down, 0).astype(np.float32)
    i, j = across.astype(np.intp), down.astype(np.intp)
    columns, rows = np.arange(-1, warp.shape[0] + 1)[None, :], np.arange(-1, weft.shape[0] + 1)[:, None]
    draft = weave(columns, rows)
    is_warp = draft[j + 1, i + 1]
    colours = np.where(draft[1:-1, 1:-1, None], warp[None, :, :], weft[:, None, :])
    in_x, in_y = across - np.floor(across), down - np.floor(down)
    side = np.where(is_warp, in_x, in_y)
    light *= _round(side) * _dips(draft, is_warp, i, j, in_x, in_y)
    light *= _twist(rng, size, pitch, is_warp, across, down)
    cloth = colours[j, i]
    shade(cloth, light)
    return cloth


def _folds(rng: np.random.Generator, size: Size) -> tuple[Array, Array]:
    """Drape the cloth in a few slanting folds: how far threads are pushed aside, in threads, and the light on them."""
    x, y = grid(size)
    angle = rng.uniform(0.35, 0.75) * rng.choice([-1, 1])
    reach = min(size) * rng.uniform(0.38, 0.55)
    phase = (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))) * np.float32(2 * np.pi / reach)
    phase = phase + smooth_noise(rng, size, reach * 0.9) * 3.5
    light = np.cos(phase + 0.5 * np.sin(phase))
    return 0.7 * (1 + np.sin(phase)), 1.02 + 0.4 * light


def _round(side: Array) -> Array:
    """Shade a thread across its width, `side` 0..1: lit a little to one side, dark in the gap."""
    bulge = np.sqrt(np.maximum(0, 1 - (2 * side - 0.94) ** 2))
    light: Array = 0.36 + 0.7 * bulge * smoothstep(0.0, 0.12, side) * smoothstep(1.0, 0.86, side)
    return light


def _dips(
    draft: Draft, is_warp: Draft, i: npt.NDArray[np.intp], j: npt.NDArray[np.intp], in_x: Array, in_y: Array
) -> Array:
    """Darken threads where they dive under the next one; a long float stays bright between its ends."""
    changes_down = draft[1:-1] != draft[2:]
    changes_up = draft[1:-1] != draft[:-2]
    changes_right = draft[:, 1:-1] != draft[:, 2:]
    changes_left = draft[:, 1:-1] != draft[:, :-2]
    dives_before = np.where(is_warp, changes_up[j, i + 1], changes_left[j + 1, i])
    dives_after = np.where(is_warp, changes_down[j, i + 1], changes_right[j + 1, i])
    along = np.where(is_warp, in_y, in_x)
    start = np.where(dives_before, smoothstep(-0.25, 0.5, along), 1)
    end = np.where(dives_after, smoothstep(1.25, 0.5, along), 1)
    return 0.35 + 0.65 * start * end


def _twist(rng: np.random.Generator, size: Size, pitch: float, is_warp: Draft, across: Array, down: Array) -> Array:
    """Return the fibres' own light and dark: slanting plies, and thicker and thinner places along a thread."""
    slant = np.where(is_warp, down * 2.1 + across * 1.3, across * 2.1 + down * 1.3) * np.float32(2 * np.pi)
    fibres_down = smooth_noise(rng, size, (pitch / 7, pitch * 1.2))
    fibres_across = smooth_noise(rng, size, (pitch * 1.2, pitch / 7))
    fibres = np.where(is_warp, fibres_down, fibres_across) - 0.5
    return (1 + 0.09 * np.sin(slant) + 0.3 * fibres).astype(np.float32)


def _describe(image: Image.Image, pigments: Pigments, weave: str, pattern: int) -> Picture:
    caption = TITLES[pattern].format(pigments=pigments.name, weave=weave)
    return Picture(
        image=image,
        caption=caption[0].upper() + caption[1:],
        alt=f"A close view of folded cloth in {pigments.name}: {weave} with {PATTERNS[pattern]}.",
        description=f"Cloth in soft folds, so close that every thread of the {weave} can be followed over and under.",
        tags=("pattern", "cloth", *pigments.tags),
    )
