"""What tests of backups share: storages of their own, and a small catalogue with something in every table."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from gallery.models import Image
from tests.factories import decide, judge, publish, recommend, remember, upload_image

ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """Give each test storages of its own."""
    local, media = "gallery.storage.LocalStorage", tmp_path / "media"
    rooms = {name: {"BACKEND": local, "OPTIONS": {"location": media / name}} for name in ("originals", "renditions")}
    settings.STORAGES = {**settings.STORAGES, **rooms}
    return media


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """Where backups go; nothing is there yet."""
    return tmp_path / "backups"


@pytest.fixture
def catalogue(transactional_db: None) -> list[Image]:
    """Two images with files, words, lists and decisions, a draft, and somebody who may edit them."""
    first, second = upload_image(colour="red", title="École"), upload_image(colour="navy", size=(700, 50))
    first.tags.create(name="boats")
    recommend(first, second)
    publish()
    decide(image=first, other=second, kind="pin")
    judge(first, second, "different")
    remember(first, second, "pin", name="Ada")
    editor = get_user_model().objects.create_user("ada", password="a long one")
    editor.groups.set(Group.objects.filter(name="Curators"))
    return [first, second, upload_image(colour="gold", title="Draft")]


@pytest.fixture
def run_on_sqlite(tmp_path: Path) -> Callable[..., str]:
    """Run a command of Kindred in a process of its own, on an SQLite database with files of its own."""
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "SECRET_KEY": "only for a test of two databases",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}",
        "MEDIA_ROOT": str(tmp_path / "other"),
    }

    def run(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
