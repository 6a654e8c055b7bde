"""The health check of containers asks the site itself, by a name that it answers to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.healthy import is_up
from scripts.servers import free_port


class Site(BaseHTTPRequestHandler):
    """Answers as the site does to the hosts it is called by, and with 400 to others."""

    def do_GET(self) -> None:
        known = self.headers["Host"] in {"kindred.example", "localhost"}
        self.send_response(200 if known and self.path == "/healthz" else 400)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield str(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("hosts", ["kindred.example", ".kindred.example, other.example", "*", "localhost"])
def test_a_site_that_answers_is_up(hosts: str, port: str) -> None:
    assert is_up({"PORT": port, "ALLOWED_HOSTS": hosts})


def test_a_site_that_answers_otherwise_is_not(port: str) -> None:
    assert not is_up({"PORT": port, "ALLOWED_HOSTS": "other.example"})


def test_a_site_that_is_not_there_is_not() -> None:
    assert not is_up({"PORT": str(free_port()), "ALLOWED_HOSTS": "kindred.example"})
