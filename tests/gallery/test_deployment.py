"""System checks of what a site needs where it is put on the internet."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.db import connection
from pytest_django import Settings

from gallery import deployment

DATABASE_LOST = checks.Warning(
    "The catalogue is in an SQLite file on a disk that Heroku empties with each start.",
    hint="Set DATABASE_URL, see docs/operations.md.",
    id="gallery.W003",
)
FILES_LOST = checks.Warning(
    "Uploads are in a folder on a disk that Heroku empties with each start.",
    hint="Set AWS_STORAGE_BUCKET_NAME, see docs/operations.md.",
    id="gallery.W004",
)
LONG_PAGES = checks.Warning(
    "GALLERY_PAGE_SIZE is 101, which makes pages that are long and slow on a phone.",
    hint="Set it to 100 at most; 24 to 48 is usual.",
    id="gallery.W006",
)
EXPIRING = checks.Warning(
    "Addresses of pictures carry a signature that expires, and pages with them are kept by browsers.",
    hint='Let STORAGES["renditions"] be gallery.bucket.BucketStorage, and make renditions/ public.',
    id="gallery.W007",
)
CHECKS = [
    deployment.the_database_lasts,
    deployment.files_last,
    deployment.every_worker_sees_one_cache,
    deployment.pages_are_light,
    deployment.addresses_outlive_pages,
]


@pytest.fixture
def on_heroku(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNO", "web.1")


def relying(setting: str, workers: int = 3) -> checks.Warning:
    return checks.Warning(
        f"{setting} rely on the cache, and each of {workers} processes has its own.",
        hint="Let CACHES name one that all processes share, such as the database, or set WEB_CONCURRENCY=1.",
        id="gallery.W005",
    )


def test_a_site_as_it_comes_has_nothing_to_be_warned_of() -> None:
    assert [check(None) for check in CHECKS] == [[]] * 5


@pytest.mark.usefixtures("on_heroku")
@pytest.mark.parametrize(("vendor", "warned"), [("sqlite", [DATABASE_LOST]), ("postgresql", [])])
def test_sqlite_on_a_disk_that_is_emptied_is_warned_of(
    vendor: str, warned: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "vendor", vendor)
    assert deployment.the_database_lasts(None) == warned


@pytest.mark.usefixtures("on_heroku")
@pytest.mark.parametrize(("bucket", "warned"), [("", [FILES_LOST]), ("pictures", [])])
def test_uploads_on_a_disk_that_is_emptied_are_warned_of(bucket: str, warned: list[Any], settings: Settings) -> None:
    settings.AWS_STORAGE_BUCKET_NAME = bucket
    assert deployment.files_last(None) == warned


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SESSION_ENGINE", "django.contrib.sessions.backends.cache"),
        ("AXES_HANDLER", "axes.handlers.cache.AxesCacheHandler"),
        ("MIDDLEWARE", ["django.middleware.cache.UpdateCacheMiddleware"]),
    ],
)
def test_what_relies_on_a_cache_of_one_process_is_named(setting: str, value: object, settings: Settings) -> None:
    setattr(settings, setting, value)
    settings.WEB_CONCURRENCY = 3
    assert deployment.every_worker_sees_one_cache(None) == [relying(setting)]


@pytest.mark.parametrize(
    ("workers", "backend"), [(1, deployment.LOCAL_CACHE), (3, "django.core.cache.backends.db.DatabaseCache")]
)
def test_one_process_or_one_cache_for_all_is_right(workers: int, backend: str, settings: Settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.WEB_CONCURRENCY, settings.CACHES = workers, {"default": {"BACKEND": backend}}
    assert deployment.every_worker_sees_one_cache(None) == []


@pytest.mark.parametrize(("size", "warned"), [(100, []), (101, [LONG_PAGES])])
def test_pages_too_long_for_a_phone_are_warned_of(size: int, warned: list[Any], settings: Settings) -> None:
    settings.GALLERY_PAGE_SIZE = size
    assert deployment.pages_are_light(None) == warned


def test_signed_addresses_of_pictures_are_warned_of(settings: Settings) -> None:
    signing = {"access_key": "key", "secret_key": "secret", "bucket_name": "pictures", "region_name": "eu-central-1"}
    storages = copy.deepcopy(settings.STORAGES)
    settings.STORAGES = storages | {"renditions": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": signing}}
    assert deployment.addresses_outlive_pages(None) == [EXPIRING]


@pytest.mark.usefixtures("on_heroku")
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_each_is_part_of_the_deployment_check(check: Callable[..., list[Any]]) -> None:
    assert check in checks.registry.registry.deployment_checks


def test_a_file_in_a_folder_is_looked_at_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENDER", "true")
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "kindred.sqlite3"))
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path)
    assert deployment.the_database_lasts(None) == []
