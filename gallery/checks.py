"""System checks of the catalogue's settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning


@register(Tags.files, deploy=True)
def media_folder_is_writable(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn where uploads would fail because the media folder cannot be written."""
    folder = Path(settings.MEDIA_ROOT)
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if settings.AWS_STORAGE_BUCKET_NAME or os.access(existing, os.W_OK):
        return []
    return [
        CheckWarning(
            f"The folder for uploads, {folder}, cannot be written.",
            hint="Let MEDIA_ROOT name a folder this process may write, or set AWS_STORAGE_BUCKET_NAME.",
            id="gallery.W001",
        )
    ]


@register(Tags.security, deploy=True)
def visitors_are_told_apart(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn where every visitor has the address of the web server that stands before the site."""
    if settings.TRUSTED_PROXIES or not settings.SECURE_SSL_REDIRECT:
        return []
    return [
        CheckWarning(
            "TRUSTED_PROXIES is 0, but something before the site ends TLS: all visitors count as one.",
            hint="Set TRUSTED_PROXIES to how many proxies a request passes, such as 1.",
            id="gallery.W002",
        )
    ]
