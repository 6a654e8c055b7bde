"""An S3 server of its own process, which goes away with the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

KEYS_A_PAGE = 5
"""What a listing holds at most, so that a test needs no thousand objects to turn a page."""


@contextmanager
def s3_server() -> Iterator[int]:
    """Start the server and yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    variables = {**os.environ, "MOTO_S3_DEFAULT_MAX_KEYS": str(KEYS_A_PAGE)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=variables, stdout=quiet, stderr=quiet) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def wait_for(port: int, *, seconds: float = 60) -> None:
    """Wait until somebody answers at the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"the S3 server did not start within {seconds} seconds")


def status_without_keys(address: str) -> int:
    """Return what a stranger gets who asks for an address."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def in_bucket(owner: Any, bucket: str) -> list[str]:
    """Return the keys of all objects in a bucket, in order."""
    pages = owner.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [entry["Key"] for page in pages for entry in page.get("Contents", ())]
