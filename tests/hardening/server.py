"""A site behind gunicorn, spoken to by raw sockets: what a server does with requests that no browser sends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from scripts.servers import free_port, wait_for
from tests.config.processes import PRODUCTION

PATIENCE = 30.0


class Served:
    """A running server, its port and what it has logged."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.log = log

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Open a connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            yield connection

    def answer(self, request: bytes) -> tuple[int, str]:
        """Send bytes and return the status and all that came back until the server had no more to say."""
        with self.connected() as connection:
            connection.sendall(request)
            return answered(connection)


def answered(connection: socket.socket) -> tuple[int, str]:
    """Return the status of an answer, and the answer, as far as its length says."""
    received = b""
    while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return int(head.split()[1] if head else 0), (head + b"\n" + body).decode()


def request(path: str, *headers: str, method: str = "POST") -> bytes:
    """Return the head of a request as bytes."""
    lines = (f"{method} {path} HTTP/1.1", "Host: kindred.example", "Connection: close", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve the site of production, without a database, from a process of its own."""
    variables = {**PRODUCTION, "SECURE_SSL": "0", "SECURE_HSTS_SECONDS": "0", "DATABASE_URL": "sqlite://"}
    log = folder / "log"
    port = free_port()
    arguments = ["-m", "gunicorn", "tests.hardening.application", "--threads", "2", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        running = subprocess.Popen(
            [sys.executable, *arguments, "--access-logfile", "-"],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], **variables},
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(port, running)
        yield Served(port, log)
    finally:
        running.terminate()
        running.wait(PATIENCE)
