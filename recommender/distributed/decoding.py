"""Originals as a model wants them, on a worker: read from the storage in use, each decoded in a process of its own."""

from __future__ import annotations

from typing import IO

from gallery.gate.exceptions import Refused
from gallery.gate.limits import LARGEST_MEGAPIXELS, Limits
from recommender.engine.encoder import Pixels, Preprocessing
from recommender.engine.exceptions import UnreadableImage
from recommender.outside.decoding import decoded_by
from recommender.sources import Original, Patience, Source, read

MODULE = "recommender.distributed.child"

LIMITS = Limits(max_pixels=LARGEST_MEGAPIXELS * 10**6)
"""The gate's own held when the file came, and may have been others then; these only end what would never end."""


def read_all(originals: list[Original], preprocessing: Preprocessing, patience: Patience) -> list[Source]:
    """Return some originals decoded, one after the other."""
    return [read(original, preprocessing, patience, decode_apart) for original in originals]


def decode_apart(file: IO[bytes], preprocessing: Preprocessing) -> Pixels:
    """Return a file's pixels (crop, crop, 3); raise UnreadableImage where it has none, or the decoder died of it."""
    try:
        return decoded_by(MODULE, file.read(), LIMITS, preprocessing)
    except Refused as refusal:
        raise UnreadableImage(str(refusal)) from refusal
