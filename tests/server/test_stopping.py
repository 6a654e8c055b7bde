"""SIGTERM ends gunicorn, and no request that it has taken is lost."""

from __future__ import annotations

import http.client
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.server.serving import Answer, Site, serving, wait_until

IN_FLIGHT, WAITING = 4, 8


def is_closed(port: int) -> bool:
    """Return whether nobody takes connections at a port any more."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) != 0


def asked(site: Site, path: str) -> http.client.HTTPConnection:
    """Return a connection on which something was asked."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", path)
    return connection


def ask_until_closed(site: Site) -> list[Answer]:
    """Ask again and again, each time on a new connection, until none is taken; what breaks off in between fails."""
    answers = list[Answer]()
    while True:
        try:
            answers.append(site.ask("/healthz"))
        except ConnectionRefusedError:
            return answers


def test_requests_in_flight_and_those_that_wait_for_a_thread_are_answered(tmp_path: Path) -> None:
    with serving(tmp_path, WEB_THREADS=str(IN_FLIGHT)) as site:
        connections = [asked(site, f"/held/{number}/") for number in range(IN_FLIGHT + WAITING)]
        wait_until(lambda: len(list(tmp_path.glob("*.here"))) == IN_FLIGHT)
        site.process.send_signal(signal.SIGTERM)
        wait_until(lambda: is_closed(site.port))
        (tmp_path / "go").touch()
        answers = [connection.getresponse() for connection in connections]
        assert [(answer.status, int(answer.read())) for answer in answers] == [(200, n) for n in range(12)]
        for connection in connections:
            connection.close()
        assert site.process.wait(timeout=10) == 0


def test_under_load_whoever_was_let_in_is_answered(tmp_path: Path) -> None:
    with serving(tmp_path, WEB_CONCURRENCY="2") as site, ThreadPoolExecutor(8) as browsers:
        asking = [browsers.submit(ask_until_closed, site) for _ in range(8)]
        wait_until(lambda: site.log.read_bytes().count(b"/healthz") > 200)
        site.process.send_signal(signal.SIGTERM)
        answers = [answer for each in asking for answer in each.result()]
    assert {(answer.status, answer.body) for answer in answers} == {(200, b"ok\n")}


def test_an_answer_closes_its_connection_so_that_the_next_goes_to_whoever_is_free(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        connection = asked(site, "/healthz")
        response = connection.getresponse()
        connection.close()
    assert (response.status, response.headers["Connection"]) == (200, "close")
