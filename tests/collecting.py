"""Static files as a public site serves them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@contextmanager
def public_files(folder: Path, *, dry_run: bool = False) -> Iterator[Path]:
    """Collect static files into a folder, and let pages name them as they are there."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "gallery.bundles.BundledStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0, dry_run=dry_run)
        yield folder
