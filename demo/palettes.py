"""Colours: pigments for patterns and lights for landscapes. Colours are float32 arrays of shape (3,), sRGB in 0..1."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Colour = npt.NDArray[np.floating]


def colour(code: str) -> Colour:
    """Read six hexadecimal digits.

    >>> colour("ff8000").round(2).tolist()
    [1.0, 0.5, 0.0]
    """
    return np.array([int(code[start : start + 2], 16) / 255 for start in (0, 2, 4)], dtype=np.float32)


@dataclass(frozen=True)
class Pigments:
    """Five accents on a ground, with an ink that stands out from it."""

    name: str
    ground: Colour
    ink: Colour
    accents: tuple[Colour, ...]
    tags: tuple[str, ...]

    @property
    def is_dark(self) -> bool:
        return bool(self.ground.mean() < 0.4)


@dataclass(frozen=True)
class Light:
    """A time of day: the sky from zenith to horizon, lit and shaded ground, and the sun or moon.

    The name is a phrase that ends a sentence: "at rose dusk".
    """

    name: str
    zenith: Colour
    horizon: Colour
    lit: Colour
    shade: Colour
    disc: Colour
    tags: tuple[str, ...]

    @property
    def body(self) -> str:
        """What stands in the sky."""
        return "moon" if "moon" in self.tags else "sun"


def _pigments(name: str, codes: str, tags: str) -> Pigments:
    ground, ink, *accents = (colour(code) for code in codes.split())
    return Pigments(name, ground, ink, tuple(accents), tuple(tags.split()))


def _light(name: str, codes: str, tags: str) -> Light:
    zenith, horizon, lit, shade, disc = (colour(code) for code in codes.split())
    return Light(name, zenith, horizon, lit, shade, disc, tuple(tags.split()))


PIGMENTS = (
    _pigments("indigo and ivory", "f3ead8 1c2a4a 2f4b7c 5b7fae a9c0d6 d8b26e 22375f", "blue cool"),
    _pigments("terracotta and cream", "f2e3d0 3b2320 b5533c d98e5f e9c39b 7a8f7a 8c3b2e", "red warm"),
    _pigments("teal and coral", "f4ebdf 0f3238 1d6a70 4fa29a a8d3c6 ef7f63 f6b79b", "teal fresh"),
    _pigments("midnight and gold", "141a2e f2e2b6 d9ae4f 3a4a78 8a6a2f f0dca6 27366a", "gold dark"),
    _pigments("sage and blush", "f0ebe1 33413a 7d9a82 e6b8a8 b9cbb0 c98677 4f6b5a", "green soft"),
    _pigments("rose and burgundy", "f7e6e2 3c0f1e 8e2440 c44f67 e593a0 f2c4c0 6d7a66", "pink warm"),
    _pigments("cobalt and lemon", "f7f5ea 13235b 1f49a8 4f83d6 f2cf3c a9c8ef e8772e", "blue bright"),
    _pigments("olive and ochre", "efe6cc 2b2c1a 6b7038 c9a24a 9c9a4c a8672f dcd3a0", "green earthy"),
    _pigments("emerald and brass", "0f2f29 f0e4c2 3f9a7c c9a24c 1f6b57 e8d49a 7fbfa0", "green dark"),
    _pigments("charcoal and chalk", "ebe8e2 1f2124 43464b 7b7f84 b3b4b2 b5653c d3cfc6", "grey quiet"),
    _pigments("saffron and plum", "f6e8c8 2e1a2e e0a030 7b2f50 c96f2b a85a78 f2cf83", "gold warm"),
    _pigments("lilac and smoke", "efeaf2 2d2740 6f5f95 a391c2 d3c5e2 8f93a6 e2a9b5", "purple soft"),
)

LIGHTS = (
    _light("in the amber of evening", "5f86ab fbdca0 f5b45c 7a3a2c fff3cf", "amber evening warm"),
    _light("at rose dusk", "4a3f74 f6a68e f0937a 4a2a52 ffe6d2", "pink dusk"),
    _light("at high noon", "3f86c4 d6eaf0 f4dcae b08352 fffdf2", "blue noon bright"),
    _light("by moonlight", "0a1230 33507f a9bbdb 131d40 f4f1de", "blue night cool moon"),
    _light("at a copper sunset", "34294f ee7043 e2763f 3a1a2e ffe0a8", "red sunset warm"),
    _light("on a pearl morning", "b9c7cf f5eee3 efe4d3 998d8c ffffff", "grey morning quiet"),
    _light("in a green dawn", "2d6e75 f5e5a8 ecd39a 3c5c5a fffbe0", "green dawn"),
    _light("in lavender haze", "8579b5 f3d7e2 e8c0cd 62538a fff4f6", "purple haze soft"),
    _light("in storm light", "39434d d8c48f e6c276 413c3c fff2c8", "grey storm"),
    _light("at first light", "86a5cb fbdac2 f5c9a0 73618a fff4e2", "peach dawn soft"),
    _light("in the blue hour", "16264f 86abd6 93abd0 1f2d5a fdf6e3", "blue dusk cool moon"),
    _light("in desert heat", "d9b98e f9e8c4 d96a3c 6b2420 fff6dc", "red noon hot"),
)
