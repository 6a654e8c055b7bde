"""What can go wrong in the engine. Every message states the rule, what came, and the remedy."""

from __future__ import annotations


class EngineError(Exception):
    """The root of the engine's errors."""


class UnreadableImage(EngineError):
    """An image file that cannot be decoded, or whose features are no numbers."""


class InvalidWeights(EngineError):
    """A weights file that is missing, cut off, changed, or made for another network."""


class EncoderUnavailable(EngineError):
    """No network here: its packages are not installed."""


class WeightsUnavailable(EngineError):
    """Weights that are not on disk and cannot be downloaded now."""
