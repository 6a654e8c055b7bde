"""System checks of the catalogue's settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core import checks
from pytest_django import Settings

from gallery.checks import media_folder_is_writable, visitors_are_told_apart

FORBIDDEN = checks.Warning(
    "The folder for uploads, /srv/media, cannot be written.",
    hint="Let MEDIA_ROOT name a folder this process may write, or set AWS_STORAGE_BUCKET_NAME.",
    id="gallery.W001",
)


@pytest.fixture
def read_only_folder(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.MEDIA_ROOT = Path("/srv/media")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)


def test_a_folder_that_can_be_written_passes() -> None:
    assert media_folder_is_writable(None) == []


@pytest.mark.usefixtures("read_only_folder")
def test_a_folder_that_cannot_be_written_is_named_with_the_remedy() -> None:
    assert media_folder_is_writable(None) == [FORBIDDEN]


@pytest.mark.usefixtures("read_only_folder")
def test_the_deployment_check_says_so() -> None:
    assert FORBIDDEN in checks.run_checks(tags=["files"], include_deployment_checks=True)


@pytest.mark.usefixtures("read_only_folder")
def test_with_a_bucket_the_folder_does_not_matter(settings: Settings) -> None:
    settings.AWS_STORAGE_BUCKET_NAME = "pictures"
    assert media_folder_is_writable(None) == []


@pytest.mark.parametrize(("proxies", "tls", "told"), [(0, True, 1), (1, True, 0), (0, False, 0)])
def test_a_site_behind_tls_that_trusts_no_proxy_is_told_that_all_visitors_are_one(
    proxies: int, tls: bool, told: int, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_SSL_REDIRECT = proxies, tls
    one = checks.Warning(
        "TRUSTED_PROXIES is 0, but something before the site ends TLS: all visitors count as one.",
        hint="Set TRUSTED_PROXIES to how many proxies a request passes, such as 1.",
        id="gallery.W002",
    )
    assert visitors_are_told_apart(None) == [one] * told
    assert checks.run_checks(tags=["security"], include_deployment_checks=True).count(one) == told
