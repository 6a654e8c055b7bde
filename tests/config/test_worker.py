"""A worker that ends takes in whoever the system has let in for it, and closes its door."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from config.worker import ClosingWorker

Listening = tuple[ClosingWorker, socket.socket, list[socket.socket]]


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A worker before whose door three people wait, the door, and who was taken in."""
    worker, taken = ClosingWorker.__new__(ClosingWorker), list[socket.socket]()
    door = socket.create_server(("127.0.0.1", 0))
    worker.sockets, worker.poller, worker._accepting = [door], selectors.DefaultSelector(), False
    worker.accept = lambda listener: taken.append(listener.accept()[0])
    worker.alive = True
    worker.set_accept_enabled(enabled=True)
    waiting = [socket.create_connection(door.getsockname()) for _ in range(3)]
    yield worker, door, taken
    closing: list[Any] = [*waiting, *taken, door, worker.poller]
    for each in closing:
        each.close()


def test_a_worker_that_ends_takes_in_who_waits_and_closes_its_door(listening: Listening) -> None:
    worker, door, taken = listening
    worker.alive = False
    worker.set_accept_enabled(enabled=False)
    assert (len(taken), door.fileno()) == (3, -1)


def test_a_worker_that_is_only_full_leaves_them_to_others(listening: Listening) -> None:
    worker, door, taken = listening
    worker.set_accept_enabled(enabled=False)
    assert (len(taken), door.fileno() > 0) == (0, True)
