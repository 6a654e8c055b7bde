"""What the tests of indexes share."""

from __future__ import annotations

from typing import Any

import pytest

from recommender.outside import indexing


@pytest.fixture
def indexed_from_one_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs that keep an index of however few images."""
    settings.API_SIMILAR = True
    monkeypatch.setattr(indexing, "FEWEST", 1)
