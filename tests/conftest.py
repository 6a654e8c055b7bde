"""What every test shares."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages

from tests.fake_model import FakeModel


@pytest.fixture(scope="session", autouse=True)
def media_folder_goes_away() -> Iterator[None]:
    """Remove the files of all tests at the end."""
    yield
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def media_root() -> Path:
    """The folder that holds originals and renditions."""
    return Path(storages["originals"].path("")).parent


@pytest.fixture
def model() -> FakeModel:
    """A model that needs no torch."""
    return FakeModel()
