"""One person's own machine: debug pages, any host name, a secret key made on first use."""

from __future__ import annotations

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from config.env import env
from config.settings.base import *
from config.settings.base import VAR_DIR


def kept_secret(path: Path) -> str:
    """Return the secret kept in a file, made on first use so that a restart logs nobody out."""
    if not path.exists() or not path.read_text():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


DEBUG = env.flag("DEBUG", default=True)
SECRET_KEY = env.text("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret-key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=["*"])
