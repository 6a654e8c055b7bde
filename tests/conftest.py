"""What every test shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages

from tests.fake_model import FakeModel


@pytest.fixture
def media_root() -> Path:
    """The folder that holds originals and renditions."""
    return Path(storages["originals"].path("")).parent


@pytest.fixture
def model() -> FakeModel:
    """A model that needs no torch."""
    return FakeModel()
