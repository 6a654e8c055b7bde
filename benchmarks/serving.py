"""Requests a second, as a small host serves them: gunicorn with two workers, and wrk that asks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.servers import free_port

WORKERS, THREADS = 2, 4
CONNECTIONS, SECONDS = 8, 4
SECONDS_TO_START = 30
PATIENCE = "30s"
"""A connection may wait for its turn while its worker serves others; only what never comes is a failure."""

TESTING = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}

TWO_WORKERS = ("--preload", "--workers", str(WORKERS), "--threads", str(THREADS))

TURNS = """
local addresses = {{ {addresses} }}
local turn = 0
wrk.headers["Connection"] = "close" -- a worker that took all connections would leave the other idle
request = function()
  turn = turn % #addresses + 1
  return wrk.format("GET", addresses[turn])
end
"""


def can_ask() -> bool:
    """Return whether wrk is there."""
    return shutil.which("wrk") is not None


@contextmanager
def served(database: str, inherited: Mapping[str, str] = TESTING, how: Sequence[str] = TWO_WORKERS) -> Iterator[str]:
    """Yield the address of a site that serves the catalogue of a database, in an environment and in some way."""
    port = free_port()
    environment = {**os.environ, **inherited, "DATABASE_URL": database}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", *how]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        site = f"http://127.0.0.1:{port}"
        wait_for(f"{site}/healthz")
        yield site
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Return when an address answers, or raise OSError."""
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - our own
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


def rate(site: str, addresses: Sequence[str], *, seconds: int = SECONDS) -> float:
    """Return how many requests a second a site answers, of addresses in turn."""
    with tempfile.TemporaryDirectory(prefix="kindred-wrk-") as folder:
        script = Path(folder, "turns.lua")
        script.write_text(TURNS.format(addresses=", ".join(f'"{address}"' for address in addresses)))
        command = [
            "wrk",
            "-t",
            "1",
            "-c",
            str(CONNECTIONS),
            "-d",
            f"{seconds}s",
            "--timeout",
            PATIENCE,
            "-s",
            str(script),
            site,
        ]
        said = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    return rate_in(said)


def rate_in(said: str) -> float:
    """Return the rate that wrk has printed, or raise ValueError if any answer was not a page."""
    if "Non-2xx" in said or "Socket errors" in said:
        raise ValueError(f"every answer must be a page, got\n{said}")
    found = re.search(r"^Requests/sec:\s+([\d.]+)", said, flags=re.MULTILINE)
    if found is None:
        raise ValueError(f"wrk must tell the requests a second, got\n{said}")
    return float(found[1])
