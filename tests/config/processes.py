"""Kindred started as an operator starts it: in a process of its own, with no variables but the given."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

DEVELOPMENT = {"SECRET_KEY": "kept out of the project's own folder"}
PRODUCTION = {
    "SECRET_KEY": "correct-horse-battery-staple-" * 2,
    "ALLOWED_HOSTS": "kindred.example,.pictures.example",
    "TRUSTED_PROXIES": "1",
}


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder and return what it printed and its exit code."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite://", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
