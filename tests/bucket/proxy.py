"""A proxy before the S3 server that remembers what was asked, and fails as it is told."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "server", "date"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server behind the proxy said."""

    status: int
    headers: dict[str, str]
    body: bytes


Fault = Callable[["Handler", bytes], None]


@dataclass(kw_only=True)
class Proxy:
    """What it leads to, what it was asked, and how it is to fail: the next `times` requests with such a method."""

    upstream: int
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, fault: Fault, *, method: str = "", after: int = 0, times: int = 99) -> None:
        """Fail requests of a method, or any, once so many of them went well."""
        self.faults = [(method, pass_on)] * after + [(method, fault)] * times

    def recover(self) -> None:
        """Fail no more, and forget what was asked."""
        self.faults, self.asked = [], []

    def fault_for(self, method: str) -> Fault:
        """Return what to do with a request."""
        if self.faults and self.faults[0][0] in {"", method}:
            return self.faults.pop(0)[1]
        return pass_on

    def methods(self) -> list[str]:
        return [asked.method for asked in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Hands requests on, or not."""

    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def serve_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.proxy.asked.append(Asked(method=self.command, path=self.path, headers=headers))
        self.proxy.fault_for(self.command)(self, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = serve_one  # noqa: N815 - the base class's names

    def ask_upstream(self, body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.upstream, timeout=30)
        try:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            answer = connection.getresponse()
            return Answer(status=answer.status, headers=dict(answer.getheaders()), body=answer.read())
        finally:
            connection.close()

    def answer(self, answer: Answer, *, cut_at: int | None = None) -> None:
        length = answer.headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(answer.body))
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(answer.body[:cut_at])

    def hang_up(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


def pass_on(handler: Handler, body: bytes) -> None:
    """Nothing fails."""
    handler.answer(handler.ask_upstream(body))


def refuse(status: int, code: str) -> Fault:
    """Return a fault that answers as S3 does when it refuses."""

    def fault(handler: Handler, body: bytes) -> None:
        said = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        handler.answer(Answer(status=status, headers={"Content-Type": "application/xml"}, body=said))

    return fault


def stay_silent(handler: Handler, body: bytes) -> None:
    """Take the request, and say nothing until the asker has lost patience."""
    threading.Event().wait(2)
    handler.close_connection = True


def cut_off(handler: Handler, body: bytes) -> None:
    """Hang up in the middle of the answer."""
    answer = handler.ask_upstream(body)
    handler.answer(answer, cut_at=len(answer.body) // 2)
    handler.hang_up()


def hang_up(handler: Handler, body: bytes) -> None:
    """Hang up before the request went anywhere."""
    handler.hang_up()


def forget_to_answer(handler: Handler, body: bytes) -> None:
    """Do what is asked, and hang up before saying so."""
    handler.ask_upstream(body)
    handler.hang_up()


@contextmanager
def proxy_before(upstream: int) -> Iterator[Proxy]:
    """Start a proxy before a port and yield it."""
    proxy = Proxy(upstream=upstream)
    handler = type("Handler", (Handler,), {"proxy": proxy})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        proxy.port = server.server_address[1]
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            serving.join()
