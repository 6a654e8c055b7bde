"""A model on its way to a worker: with its file, so that a node needs none of its own."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from recommender.engine.encoder import Encoder, Model
from recommender.engine.weights import Weights


@dataclass(frozen=True, kw_only=True)
class Portable:
    """A model, and what is in its file if it has one."""

    model: Model
    content: bytes | None

    def load(self) -> Encoder:
        """Return the model ready to work; its file exists only while it is read."""
        if not isinstance(self.model, Weights) or self.content is None:
            return self.model.load()
        with tempfile.TemporaryDirectory(prefix="kindred-weights-") as folder:
            path = Path(folder, self.model.path.name)
            path.write_bytes(self.content)
            return replace(self.model, path=path).load()


def portable(model: Model) -> Portable:
    """Return a model with what is in its file."""
    return Portable(model=model, content=model.path.read_bytes() if isinstance(model, Weights) else None)
