"""A Ray cluster of two nodes on this machine, each with one core as far as Ray is concerned."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from ray.cluster_utils import Cluster

from tests.distributed.catalogues import variables

MEMORY = 256 * 1024**2
"""Of a node's object store."""


@dataclass
class Nodes:
    """The cluster, and the node that may leave it."""

    cluster: Any
    second: Any

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def lose_the_second(self) -> None:
        """Let the second node die without a word."""
        self.cluster.remove_node(self.second, allow_graceful=False)

    def renew_the_second(self) -> None:
        """Let another node come in its place."""
        self.second = self.cluster.add_node(num_cpus=1, object_store_memory=MEMORY)
        self.cluster.wait_for_nodes()


def surroundings(media: Path) -> dict[str, str]:
    """Return the variables of a node whose workers find files in a folder, and no database."""
    ours = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0", "PYTHONPATH": str(settings.BASE_DIR)}
    return {**variables(media), **ours, "DATABASE_URL": f"sqlite:///{media.parent}/workers-open-no-database.sqlite3"}


@contextmanager
def two_nodes(media: Path) -> Iterator[Nodes]:
    """Start two nodes whose workers find files in a folder; stop them in the end."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(media).items():
            patch.setenv(name, value)
        cluster = Cluster(
            initialize_head=True,
            head_node_args={"num_cpus": 1, "object_store_memory": MEMORY, "include_dashboard": False},
        )
        try:
            nodes = Nodes(cluster, None)
            nodes.renew_the_second()
            yield nodes
        finally:
            cluster.shutdown()


def workers(word: str) -> list[psutil.Process]:
    """Return the cluster's processes whose command has a word in it."""
    return [each for each in psutil.process_iter(["cmdline"]) if word in " ".join(each.info["cmdline"] or [])]


def wait_until(true: Callable[[], object], *, seconds: float = 180) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)
