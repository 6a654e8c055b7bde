"""A Ray cluster as a workshop: connected to once there is work for it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import ray
import ray.data
from ray.exceptions import RayError

from recommender.distributed import comparing, embedding, waiting
from recommender.distributed.embedding import Arrived, Work
from recommender.distributed.portable import portable
from recommender.distributed.troubles import Troubles
from recommender.distributed.working import Order
from recommender.encoding import Encoded
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.encoder import Encoder, LoadedWhenNeeded, Model
from recommender.engine.keeping import Keeper
from recommender.engine.screening import Screen
from recommender.engine.threads import cores
from recommender.exceptions import ClusterFailed
from recommender.sources import Original, Patience

LOCAL = "local"
"""What Ray calls one of its own on this machine."""

SECONDS_TO_ANSWER = 10.0

HOW_TO_BE_LET_IN = "; if it asks for a token, set RAY_AUTH_MODE=token and give this machine the cluster's"

MOST_LETTERS = 300
"""Of what Ray says: it begins with the reason, and goes on for pages."""


class Cluster:
    """Decodes, encodes and compares on a Ray cluster: that at an address, or one started here for as long as needed."""

    def __init__(self, address: str | None = None) -> None:
        self.address = address or os.environ.get("RAY_ADDRESS") or LOCAL
        self.troubles = Troubles()

    def encoder(self, model: Model) -> Encoder:
        """Return the model for this process, which needs it for matches at most; workers get their own."""
        self.connect()
        return LoadedWhenNeeded(model)

    def encoded(
        self,
        chosen: list[Original],
        model: Model,
        encoder: Encoder,
        patience: Patience,
        *,
        alive: Callable[[], None],
    ) -> Generator[Encoded, None, None]:
        """Yield all originals after the model, batch by batch, as the cluster finishes them."""
        if not chosen:
            return
        self.connect()
        with explained():
            work = self.work(model, patience)
            self.troubles.actors = work.actors
            for arrived in waiting.each(embedding.arriving(chosen, work), alive=alive):
                self.look()
                self.troubles.encoded_by.add(arrived.by)
                hear(arrived, patience)
                yield arrived.batch

    def work(self, model: Model, patience: Patience) -> Work:
        """Return what is to be done with all batches."""
        gpus = int(ray.cluster_resources().get("GPU", 0))
        return Work(
            order=Order.of_this_process(),
            preprocessing=model.preprocessing,
            model=ray.put(portable(model)),
            failures=patience.failures,
            actors=gpus or self.cores,
            gpus=gpus > 0,
        )

    def screen(self, encoder: Encoder | None) -> Screen:
        """Return the comparison on the cluster."""
        return self.compare

    def compare(
        self,
        unit: Singles,
        k: int,
        *,
        progress: Callable[[int, int], None] | None = None,
        keeper: Keeper | None = None,
    ) -> Candidates:
        """Return what `screening.screen` returns."""
        self.connect()
        with explained():
            found = comparing.screen(
                unit,
                k,
                progress=progress,
                keeper=keeper,
                order=Order.of_this_process(),
                cores=self.cores,
                troubles=self.troubles,
            )
            self.look()
        return found

    @property
    def cores(self) -> int:
        """How many cores the cluster has now."""
        return max(1, int(ray.cluster_resources().get("CPU", 1)))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the run went through."""
        return self.troubles.remarks

    def look(self) -> None:
        """Note which nodes there are, and which are not there any more."""
        for node in ray.nodes():
            if node["Alive"]:
                self.troubles.nodes.add(node["NodeID"])
            elif node["NodeID"] in self.troubles.nodes:  # others left before the run
                self.troubles.nodes_left.add(node["NodeID"])

    def connect(self) -> None:
        """Connect to the cluster, or start one here, unless that was done; raise ClusterFailed where it cannot be."""
        if ray.is_initialized():
            return
        own = {"num_cpus": cores(), "include_dashboard": False} if self.address == LOCAL else {}
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            knock(self.address)
            with signals_kept():
                ray.init(address=self.address, log_to_driver=False, logging_level=logging.ERROR, **own)
        except (OSError, RuntimeError, ValueError, RayError) as error:
            reason = " ".join(str(error).split())[:MOST_LETTERS]
            answers = isinstance(error, ConnectionError) and error.errno is None  # then Ray gave up, not the system
            hint = HOW_TO_BE_LET_IN if answers else ""
            raise ClusterFailed(f"{self.address} cannot be reached ({reason}){hint}") from error
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # Ray warns of itself
            ray.data.DataContext.get_current().enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        alive = {node["NodeID"] for node in ray.nodes() if node["Alive"]}
        self.troubles.nodes |= alive

    def close(self) -> None:
        """Let go of the cluster; one that was started here ends."""
        if ray.is_initialized():
            ray.shutdown()


def knock(address: str) -> None:
    """Raise OSError where an address has a port and nobody answers there: Ray itself would try for minutes."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), timeout=SECONDS_TO_ANSWER).close()


def hear(arrived: Arrived, patience: Patience) -> None:
    """Count how often in a row the storage failed, as far as that can be told of what was done side by side."""
    for failure in arrived.failures:
        if failure:
            patience.lose(failure)
        else:
            patience.renew()


@contextmanager
def explained() -> Iterator[None]:
    """Say in a sentence what Ray says in a page."""
    try:
        yield
    except RayError as error:
        cause = getattr(error, "cause", None) or error
        raise ClusterFailed(" ".join(str(cause).split())[:MOST_LETTERS]) from error


@contextmanager
def signals_kept() -> Iterator[None]:
    """Leave signals to whoever handles them: Ray takes SIGTERM for itself, and would end without a word."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
