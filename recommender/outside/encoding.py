"""The encoder that the catalogue's vectors come from, loaded once a process: with the first picture that needs it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.util import find_spec

from recommender import choice
from recommender.engine import vectors
from recommender.engine.encoder import Encoder, Model, Pixels, Preprocessing
from recommender.engine.exceptions import EngineError
from recommender.engine.vectors import Vectors
from recommender.meaning import Published


class CannotEncode(Exception):
    """This process cannot make vectors like those of the catalogue; the message says why, and what helps."""


class SaysNothing(Exception):
    """A picture of which the model says nothing that could be compared."""


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A model and its encoder."""

    model: Model
    encoder: Encoder

    @property
    def preprocessing(self) -> Preprocessing:
        """How the model wants its pictures."""
        return self.model.preprocessing


class Encoding:
    """The one encoder of this process. Threads may share it: one after the other uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ready: Ready | None = None

    def ready(self, published: Published) -> Ready:
        """Return the encoder of what is published, loaded if it was not; raise CannotEncode where it cannot be."""
        wanted = published.publication.fingerprint
        with self._lock:
            if self._ready is None or self._ready.model.fingerprint != wanted:
                self._ready = load(published)
            return self._ready

    def encode(self, ready: Ready, pixels: Pixels) -> Vectors:
        """Return the unit vector of a picture, shape (1, d); raise SaysNothing where it has none."""
        with self._lock:
            features = ready.encoder.encode(pixels)
        if not vectors.usable(features).all():
            raise SaysNothing
        return vectors.to_unit(features)


def load(published: Published) -> Ready:
    """Return the encoder that the catalogue's vectors come from; loads torch."""
    if not is_installed():
        raise CannotEncode("torch is not installed here: pip install -r requirements.txt, or ask a process that has it")
    try:
        model = choice.named(published.run.weights)
        if model.fingerprint != published.publication.fingerprint:
            raise CannotEncode(f"the weights of the catalogue, {published.model}, are not those to be had here")
        return Ready(model=model, encoder=model.load())
    except EngineError as error:
        raise CannotEncode(str(error)) from error


def is_installed() -> bool:
    """Return whether torch could be loaded, without loading it."""
    return find_spec("torch") is not None


ENCODING = Encoding()
