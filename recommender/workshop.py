"""Where the heavy work of a run is done: in this process, or wherever else; what comes of it is the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, redirect_stdout
from importlib.util import find_spec
from typing import Protocol

from recommender import encoding
from recommender.encoding import Encoded
from recommender.engine import screening
from recommender.engine.encoder import Encoder, Model, Screener
from recommender.engine.exceptions import EncoderUnavailable
from recommender.engine.screening import Screen
from recommender.sources import Original, Patience

NO_RAY = "--engine ray needs Ray, which is not installed here: pip install -r requirements-distributed.txt."


class Workshop(Protocol):
    """Reads, encodes and compares for a run. Rows are the run's own business."""

    def encoder(self, model: Model) -> Encoder:
        """Return the model, ready as far as this process needs it; raise EngineError where it cannot be had."""
        ...

    def encoded(
        self,
        chosen: list[Original],
        model: Model,
        encoder: Encoder,
        patience: Patience,
        *,
        alive: Callable[[], None],
    ) -> Generator[Encoded, None, None]:
        """Yield all originals after the model, batch by batch, in any order; `alive` is called while nothing comes."""
        ...

    def screen(self, encoder: Encoder | None) -> Screen:
        """Return what finds out who may be among whose nearest; an encoder with a device may lend it."""
        ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an operator should know of how the work went."""
        ...


class Here:
    """This process, which does everything itself."""

    remarks = ()

    def encoder(self, model: Model) -> Encoder:
        """Return the model, loaded."""
        return model.load()

    def encoded(
        self,
        chosen: list[Original],
        model: Model,
        encoder: Encoder,
        patience: Patience,
        *,
        alive: Callable[[], None],
    ) -> Generator[Encoded, None, None]:
        """Yield all originals after the model; the next batch is decoded while the model has one."""
        with closing(encoding.read_carefully(chosen, model, patience)) as batches:
            for batch in batches:
                yield encoding.encode(encoder, batch)

    def screen(self, encoder: Encoder | None) -> Screen:
        """Return the encoder's own way to compare, if it has a device, or the one in numpy."""
        return encoder.screen if isinstance(encoder, Screener) else screening.screen


@contextmanager
def chosen(engine: str, address: str | None) -> Iterator[Workshop]:
    """Yield the workshop of a name, `local` or `ray`, and let go of it in the end; Ray is imported here alone.

    Raises EncoderUnavailable where Ray is not installed.
    """
    if engine == "local":
        yield Here()
        return
    if find_spec("ray") is None:
        raise EncoderUnavailable(NO_RAY)
    from recommender.distributed.cluster import Cluster

    with redirect_stdout(sys.stderr), closing(Cluster(address)) as cluster:  # Ray prints what happens to its workers
        yield cluster
