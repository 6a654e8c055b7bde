"""A model that needs no torch: an image's features are its mean colour and its proportions of light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from recommender.engine.encoder import Features, Grids, Pixels, Preprocessing


@dataclass
class FakeEncoder:
    """Encodes an image as the mean colours of its four quarters; remembers how many images it was given."""

    encoded: int = 0

    def encode(self, pixels: Pixels) -> Features:
        """Return (n, 512) features; the values beyond the first twelve repeat them."""
        self.encoded += len(pixels)
        half = pixels.shape[1] // 2
        quarters = [pixels[:, top : top + half, left : left + half] for top in (0, half) for left in (0, half)]
        means = np.concatenate([quarter.mean(axis=(1, 2)) for quarter in quarters], axis=1) + 1.0
        features: Features = np.tile(means, (1, 43))[:, :512].astype(np.float32)
        return features


@dataclass
class InvertedEncoder(FakeEncoder):
    """Sees what is left to white, and so puts images in another order."""

    def encode(self, pixels: Pixels) -> Features:
        """Return (n, 512) features."""
        return super().encode(255 - pixels)


@dataclass
class SpeechlessEncoder(FakeEncoder):
    """Says nothing usable of an image that is black."""

    def encode(self, pixels: Pixels) -> Features:
        """Return (n, 512) features, no numbers in a black image's row."""
        features = super().encode(pixels)
        features[pixels.max(axis=(1, 2, 3)) == 0, 7] = np.nan
        return features


@dataclass(kw_only=True)
class InterruptedEncoder(FakeEncoder):
    """Lets something happen while it is at work."""

    meanwhile: Callable[[], object]

    def encode(self, pixels: Pixels) -> Features:
        """Return (n, 512) features after what happens."""
        self.meanwhile()
        return super().encode(pixels)


@dataclass
class LocatingEncoder(FakeEncoder):
    """Also tells in which quarter it saw what; remembers how many images it looked into."""

    looked_into: int = 0

    def grids(self, pixels: Pixels) -> Grids:
        """Return (n, 2, 2, 512), in each quarter what its own colours are in the features, fourfold."""
        self.looked_into += len(pixels)
        quarters = np.arange(512) % 12 // 3
        own = quarters == np.arange(4)[:, None]
        grids: Grids = np.where(own, 4 * FakeEncoder().encode(pixels)[:, None], 0).astype(np.float32)
        return grids.reshape(-1, 2, 2, 512)


@dataclass
class FakeModel:
    """A model whose loading is counted, so that a test can say that nothing was loaded."""

    name: str = "fake"
    fingerprint: str = "a" * 64
    preprocessing: Preprocessing = field(default_factory=lambda: Preprocessing(resize=16, crop=16))
    encoder: FakeEncoder = field(default_factory=FakeEncoder)
    loads: int = 0

    def load(self) -> FakeEncoder:
        """Return the one encoder."""
        self.loads += 1
        return self.encoder
