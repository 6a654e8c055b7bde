"""What a family draws: an image and the words that go with it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

Size = tuple[int, int]  # (width, height) in pixels, as in Pillow; arrays are (height, width), as in numpy

Array = npt.NDArray[np.floating]  # float32; numpy's annotations cannot tell that a Python number leaves it so


@dataclass(frozen=True)
class Picture:
    """An upright RGB image with its title, its alternative text, a description and tags beyond its folder's."""

    image: Image.Image
    caption: str
    alt: str
    description: str
    tags: tuple[str, ...]


class Draw(Protocol):
    """A family's way to draw.

    `turn` is the picture's place in its family, from 0. Palettes and compositions are dealt by turn, so that no two
    pictures of a small family share both; everything else comes from `rng`.
    """

    def __call__(self, rng: np.random.Generator, size: Size, turn: int) -> Picture: ...
