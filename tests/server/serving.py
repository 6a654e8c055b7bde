"""gunicorn as an operator starts it, and the questions of a browser."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from scripts.servers import free_port

SECRETS = {
    "SECRET_KEY": "correct-horse-battery-staple-correct-horse-battery-staple",
    "METRICS_TOKEN": "a-token-for-the-metrics",
    "AWS_ACCESS_KEY_ID": "AKIAKINDREDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/EXAMPLEKEY",
}
PUBLIC = {
    "DJANGO_SETTINGS_MODULE": "tests.server.settings",
    "ALLOWED_HOSTS": "127.0.0.1",
    "TRUSTED_PROXIES": "1",
    "SECURE_SSL": "0",
    "SECURE_HSTS_SECONDS": "0",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a browser gets."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(kw_only=True)
class Site:
    """A gunicorn that is up."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, path: str, *, method: str = "GET", body: str = "", **headers: str) -> Answer:
        """Return the answer to one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(
                method, path, body or None, {name.replace("_", "-"): said for name, said in headers.items()}
            )
            response = connection.getresponse()
            return Answer(status=response.status, headers=response.headers, body=response.read())
        finally:
            connection.close()

    def stop(self) -> int:
        """Ask gunicorn to end and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)

    def said(self) -> list[dict[str, Any]]:
        """Return the lines of the log; each is an object."""
        return [json.loads(line) for line in self.log.read_bytes().splitlines()]


def variables_for(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a site that keeps its files in a folder."""
    own = {"PATH": os.environ["PATH"], "MEDIA_ROOT": str(folder), "HELD_IN": str(folder)}
    return {**own, **PUBLIC, **SECRETS, "DATABASE_URL": f"sqlite:///{folder}/kindred.sqlite3", **more}


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[Site]:
    """Serve the site until the block ends."""
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
    variables = variables_for(folder, GUNICORN_CMD_ARGS=f"--bind 127.0.0.1:{port}", **more)
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables, stdout=stream, stderr=stream)
    site = Site(process=process, port=port, log=log)
    try:
        wait_until(lambda: answers(site))
        yield site
    finally:
        if process.poll() is None:
            site.stop()


def answers(site: Site) -> bool:
    """Return whether the site is up; one that has ended will never be."""
    if site.process.poll() is not None:
        raise AssertionError(site.log.read_text())
    try:
        return site.ask("/healthz").status == 200
    except OSError:
        return False


def wait_until(holds: Any, *, seconds: float = 30) -> None:
    """Return as soon as something holds; fail where it does not come to it."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to this"
        time.sleep(0.02)
