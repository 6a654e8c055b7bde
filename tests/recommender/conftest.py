"""What the recommender's tests share."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test ask another machine."""
    opened = urllib.request.urlopen

    def only_here(address: str, *args: Any, **options: Any) -> Any:
        assert address.startswith("http://127.0.0.1:"), f"a test asks the network for {address}"
        return opened(address, *args, **options)

    monkeypatch.setattr(urllib.request, "urlopen", only_here)


@pytest.fixture(autouse=True)
def ctrl_c_interrupts() -> Iterator[None]:
    """Have Python hear SIGINT; whoever is started in a shell's background was told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
