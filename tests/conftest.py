"""What every test shares."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
from django.core.files.storage import storages

from tests.effort import EFFORTS, chosen
from tests.fake_model import FakeModel

for name in EFFORTS:
    # Usually the same examples everywhere, so that a change is to blame for what fails; with more effort new ones.
    hypothesis.settings.register_profile(name, deadline=None, database=None, derandomize=name == "usual")
hypothesis.settings.load_profile(chosen())


@pytest.fixture
def media_root() -> Path:
    """The folder that holds originals and renditions."""
    return Path(storages["originals"].path("")).parent


@pytest.fixture
def model() -> FakeModel:
    """A model that needs no torch."""
    return FakeModel()
