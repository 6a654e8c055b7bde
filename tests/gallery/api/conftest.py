"""What tests of the API share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gallery.api import small


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    """Begin with a small API that has done nothing."""
    small.done.clear()
    small.at_work.clear()
    small.go_on.clear()
    yield
    small.go_on.set()
