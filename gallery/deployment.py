"""System checks of what a site needs where it is put on the internet: what lasts, what is shared, what weighs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connection

from gallery.hosts import host_that_loses
from gallery.storage import renditions

HEAVY_PAGE = 100
LOCAL_CACHE = "django.core.cache.backends.locmem.LocMemCache"


@register(Tags.database, deploy=True)
def the_database_lasts(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn of a catalogue in a file that the next start finds gone."""
    if connection.vendor != "sqlite":
        return []
    host = host_that_loses(Path(connection.settings_dict["NAME"]).absolute(), os.environ)
    return [] if host is None else [lost("The catalogue is in an SQLite file", host, "DATABASE_URL", "gallery.W003")]


@register(Tags.files, deploy=True)
def files_last(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn of originals in a folder that the next start finds empty."""
    host = None if settings.AWS_STORAGE_BUCKET_NAME else host_that_loses(Path(settings.MEDIA_ROOT), os.environ)
    return [] if host is None else [lost("Uploads are in a folder", host, "AWS_STORAGE_BUCKET_NAME", "gallery.W004")]


def lost(what: str, host: str, variable: str, number: str) -> CheckMessage:
    """Return the warning that something lies where it does not last."""
    hint = f"Set {variable}, see docs/operations.md."
    return CheckWarning(f"{what} on a disk that {host} empties with each start.", hint=hint, id=number)


@register(Tags.caches, deploy=True)
def every_worker_sees_one_cache(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn where something relies on a cache that each of several processes has for itself."""
    relying = list(what_relies_on_the_cache())
    if settings.WEB_CONCURRENCY == 1 or not relying or settings.CACHES["default"]["BACKEND"] != LOCAL_CACHE:
        return []
    return [
        CheckWarning(
            f"{' and '.join(relying)} rely on the cache, and each of {settings.WEB_CONCURRENCY} processes has its own.",
            hint="Let CACHES name one that all processes share, such as the database, or set WEB_CONCURRENCY=1.",
            id="gallery.W005",
        )
    ]


def what_relies_on_the_cache() -> Iterator[str]:
    """Yield the settings by which something is kept in the cache that every process must see alike."""
    for name in ("SESSION_ENGINE", "AXES_HANDLER"):
        if "cache" in getattr(settings, name, ""):
            yield name
    if any(name.startswith("django.middleware.cache.") for name in settings.MIDDLEWARE):
        yield "MIDDLEWARE"


@register(Tags.templates, deploy=True)
def pages_are_light(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn of pages with so many pictures that a phone waits for them."""
    if settings.GALLERY_PAGE_SIZE <= HEAVY_PAGE:
        return []
    return [
        CheckWarning(
            f"GALLERY_PAGE_SIZE is {settings.GALLERY_PAGE_SIZE}, which makes pages that are long and slow on a phone.",
            hint=f"Set it to {HEAVY_PAGE} at most; 24 to 48 is usual.",
            id="gallery.W006",
        )
    ]


@register(Tags.files, deploy=True)
def addresses_outlive_pages(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Warn where pictures have signed addresses: a browser keeps a page for longer than these are good for."""
    if "?" not in renditions().url("any"):
        return []
    return [
        CheckWarning(
            "Addresses of pictures carry a signature that expires, and pages with them are kept by browsers.",
            hint='Let STORAGES["renditions"] be gallery.bucket.BucketStorage, and make renditions/ public.',
            id="gallery.W007",
        )
    ]
