"""Painting on arrays.

A canvas is float32 of shape (height, width, 3), sRGB in 0..1; a mask is float32 of shape (height, width) in 0..1.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from demo.palettes import Colour
from demo.picture import Array, Size


def fill(size: Size, colour: Colour) -> Array:
    """Return a canvas of one colour."""
    return np.broadcast_to(colour, (size[1], size[0], 3)).astype(np.float32)


def gradient(size: Size, colours: Sequence[Colour], stops: Sequence[float]) -> Array:
    """Return a canvas that runs from top to bottom through `colours`; `stops` rise from 0 (top) to 1 (bottom)."""
    rows = np.linspace(0, 1, size[1])
    ramp = np.stack([np.interp(rows, stops, [c[channel] for c in colours]) for channel in range(3)], axis=-1)
    return np.broadcast_to(ramp[:, None, :].astype(np.float32), (size[1], size[0], 3)).copy()


def mix(first: Array, second: Array, share: float) -> Array:
    """Return `first` with `share` of it replaced by `second`."""
    return (
        first + (second - first) * np.float32(share) if isinstance(share, float) else first + (second - first) * share
    )


def paint(canvas: Array, mask: Array, colour: Array) -> None:
    """Lay `colour` (one colour, or a canvas) over `canvas` in place, as far as `mask` covers it."""
    for channel in range(3):  # four times quicker than one step over an axis of three
        part = canvas[..., channel]
        part += (colour[..., channel] - part) * mask


def shade(canvas: Array, light: Array) -> None:
    """Multiply the canvas by `light`, of shape (height, width), in place."""
    for channel in range(3):
        canvas[..., channel] *= light


def lighten(canvas: Array, amount: Array) -> None:
    """Add `amount`, of shape (height, width), to the canvas in place."""
    for channel in range(3):
        canvas[..., channel] += amount


def smoothstep(low: float, high: float, values: Array) -> Array:
    """Rise smoothly from 0 where `values` are at `low` to 1 at `high`; `low` may exceed `high`."""
    share = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    eased: Array = share * share * (3 - 2 * share)
    return eased


def grid(size: Size) -> tuple[Array, Array]:
    """Return pixel centres as x of shape (1, width) and y of shape (height, 1), in pixels."""
    x = np.arange(size[0], dtype=np.float32)[None, :] + 0.5
    y = np.arange(size[1], dtype=np.float32)[:, None] + 0.5
    return x, y


def soften(mask: Array, radius: float) -> Array:
    """Blur a mask over about `radius` pixels, by reducing and enlarging it: quick at any radius."""
    height, width = mask.shape
    small = (max(2, round(width / radius)), max(2, round(height / radius)))
    reduced = Image.fromarray(mask).resize(small, Image.Resampling.HAMMING)
    return np.asarray(reduced.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def to_mask(image: Image.Image, size: Size) -> Array:
    """Reduce a greyscale drawing to a mask of `size`, which antialiases its edges."""
    return np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float32) / 255


def to_image(canvas: Array) -> Image.Image:
    """Return the canvas as an RGB image."""
    return Image.fromarray((np.clip(canvas, 0, 1) * 255 + 0.5).astype(np.uint8))


def vignette(canvas: Array, strength: float) -> None:
    """Darken the corners in place by `strength` (0..1)."""
    x, y = grid((canvas.shape[1], canvas.shape[0]))
    across, down = 2 * x / canvas.shape[1] - 1, 2 * y / canvas.shape[0] - 1
    shade(canvas, 1 - strength / 4 * (across * across + down * down) ** 2)


def add_grain(rng: np.random.Generator, canvas: Array, strength: float) -> None:
    """Add the grain of paper or film in place, `strength` being its standard deviation.

    One strip of noise is laid over the canvas again and again at random offsets: the eye cannot tell, the clock can.
    """
    height, width, _ = canvas.shape
    strip = rng.normal(0, strength, (64, width, 1)).astype(np.float32)
    for top in range(0, height, 64):
        part = canvas[top : top + 64]
        part += np.roll(strip, int(rng.integers(width)), axis=1)[: part.shape[0]]


def disc(size: Size, centre: tuple[float, float], radius: float, *, edge: float = 1.0) -> Array:
    """Return the mask of a disc, in pixels, whose rim fades over `edge` pixels."""
    x, y = grid(size)
    distance = np.sqrt((x - np.float32(centre[0])) ** 2 + (y - np.float32(centre[1])) ** 2)
    mask: Array = np.clip((np.float32(radius) - distance) / np.float32(edge) + 0.5, 0, 1)
    return mask


def glow(size: Size, centre: tuple[float, float], radius: float) -> Array:
    """Return a mask that is 1 at `centre` and a third at `radius` pixels from it."""
    x, y = grid(size)
    square = (x - np.float32(centre[0])) ** 2 + (y - np.float32(centre[1])) ** 2
    mask: Array = np.exp(-np.sqrt(square + 1) / np.float32(radius))
    return mask
