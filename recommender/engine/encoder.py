"""What the engine asks of a model, so that any encoder, a test's fake one included, can stand in for ResNet18."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from recommender.engine.screening import Screen

Pixels = NDArray[np.uint8]
"""Images ready for a model: (n, crop, crop, 3), RGB, 0 to 255."""

Features = NDArray[np.float32]
"""What a model says of images: (n, d), not normalised."""

Grid = NDArray[np.float32]
"""What a model says of the cells of an image, whose mean are its features: (side, side, d), from the top left."""

Grids = NDArray[np.float32]
"""The same of several images: (n, side, side, d)."""


@dataclass(frozen=True, kw_only=True)
class Preprocessing:
    """How a model wants its images: the short side resized with antialias, a centre crop, then normalised.

    `resize` and `crop` are pixels, `mean` and `std` are per channel on a scale of 0 to 1. It belongs to the weights:
    vectors made with another preprocessing are vectors of another model.
    """

    resize: int
    crop: int
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    def as_json(self) -> dict[str, Any]:
        """Return the values that a fingerprint covers."""
        values = {"resize": self.resize, "crop": self.crop, "mean": list(self.mean), "std": list(self.std)}
        return {**values, "interpolation": "bilinear", "antialias": True}


class Encoder(Protocol):
    """A model ready to work."""

    def encode(self, pixels: Pixels) -> Features:
        """Return one row of features for each image."""
        ...


@runtime_checkable
class Screener(Protocol):
    """An encoder whose device can also find out who may be among whose nearest."""

    @property
    def screen(self) -> Screen:
        """What finds the candidates."""
        ...


@runtime_checkable
class Locator(Protocol):
    """An encoder that can also tell where in an image it saw what, because its features are a mean over a grid."""

    def grids(self, pixels: Pixels) -> Grids:
        """Return what it says of each image's cells; their mean is what `encode` returns."""
        ...


class Model(Protocol):
    """A model that is chosen and known by its fingerprint, and loaded only when there is something to embed."""

    @property
    def name(self) -> str:
        """What an operator calls it: `imagenet`, `bundled` or a path."""
        ...

    @property
    def fingerprint(self) -> str:
        """64 hexadecimal digits over everything that vectors depend on."""
        ...

    @property
    def preprocessing(self) -> Preprocessing:
        """How images must be prepared for it."""
        ...

    def load(self) -> Encoder:
        """Return the model ready to work; this is where heavy imports happen."""
        ...


class LoadedWhenNeeded:
    """An encoder that loads its model with the first image it gets, unless that was done, and may never get one."""

    def __init__(self, model: Model, loaded: Encoder | None = None) -> None:
        self._model = model
        self._encoder = loaded

    @property
    def loaded(self) -> Encoder:
        """The model ready to work, loaded now if it was not before."""
        if self._encoder is None:
            self._encoder = self._model.load()
        return self._encoder

    def encode(self, pixels: Pixels) -> Features:
        """Return one row of features for each image."""
        return self.loaded.encode(pixels)
