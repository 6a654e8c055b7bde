"""What the recommender's tests share."""

from __future__ import annotations

import urllib.request
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
