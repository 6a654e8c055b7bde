"""One site for all tests that leave it as it was, on a PostgreSQL of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from scripts import servers
from tests.server.serving import Site, serving, variables_for

# These bring their own database, so once is enough.
collect_ignore_glob = ["test_*.py"] if connection.vendor == "postgresql" else []


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Any]:
    """A PostgreSQL server that can be stopped and started again."""
    with servers.postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


MADE_READY = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
User.objects.create_superuser("anna", password="boat-at-dawn")
"""


@pytest.fixture(scope="session")
def site(postgresql: Any, folder: Path) -> Iterator[Site]:
    """Two workers, and a login: anna, whose password is "boat-at-dawn"."""
    variables = {"DATABASE_URL": postgresql.get_uri(), "WEB_CONCURRENCY": "2", "WEB_THREADS": "4"}
    environment = variables_for(folder, **variables)
    subprocess.run([sys.executable, "-c", MADE_READY], cwd=settings.BASE_DIR, env=environment, check=True)
    with serving(folder, **variables) as running:
        yield running
