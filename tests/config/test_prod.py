"""The public site's settings: encrypted, nothing guessed."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from pytest_django import Settings

from tests.config.processes import PRODUCTION, python

PRINT = """
import json
from config.settings import prod
print(json.dumps({name: getattr(prod, name) for name in dir(prod) if name.isupper()}, default=str))
"""


def production(**variables: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(python("-c", PRINT, **PRODUCTION, **variables).stdout)
    return settings


def test_the_deployment_check_has_nothing_to_say() -> None:
    arguments = ("check", "--deploy", "--fail-level", "WARNING", "--settings=config.settings.prod")
    ended = python("-W", "error", "manage.py", *arguments, **PRODUCTION)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "System check identified no issues (0 silenced).\n"


def test_only_what_is_asked_from_nearby_is_answered_without_tls(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, production()["SECURE_REDIRECT_EXEMPT"]
    statuses = [client.get(path).status_code for path in ("/healthz", "/metrics", "/", "/admin/", "/nowhere/healthz")]
    assert statuses == [200, 404, 301, 301, 301]


def test_everything_travels_encrypted_and_debug_pages_are_off() -> None:
    settings = production(DEBUG="1")
    cookies = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")
    names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS", *cookies)
    assert [settings[name] for name in (*names, "DEBUG")] == [True, True, True, True, True, False]
    assert settings["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600


def test_a_site_behind_no_tls_can_be_told_so() -> None:
    settings = production(SECURE_SSL="0", SECURE_HSTS_SECONDS="0")
    assert [settings[name] for name in ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")] == [False, False]
    assert [settings[name] for name in ("SECURE_HSTS_SECONDS", "SECURE_HSTS_PRELOAD")] == [0, False]


def test_forms_are_trusted_from_the_site_s_own_hosts() -> None:
    settings = production()
    assert settings["ALLOWED_HOSTS"] == ["kindred.example", ".pictures.example"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://kindred.example", "https://pictures.example"]


def test_with_a_bucket_originals_stay_private_and_renditions_are_public() -> None:
    bucket = {"AWS_STORAGE_BUCKET_NAME": "pictures", "AWS_S3_REGION_NAME": "eu-central-1"}
    storages = production(**bucket, AWS_S3_CUSTOM_DOMAIN="cdn.example")["STORAGES"]
    private, public = storages["originals"]["OPTIONS"], storages["renditions"]["OPTIONS"]
    assert (private["location"], private.get("base_url")) == ("originals", None)
    assert (public["location"], public["base_url"]) == ("renditions", "https://cdn.example/renditions/")
    assert storages["default"] == storages["originals"]


def test_static_files_are_named_by_their_content() -> None:
    assert production()["STORAGES"]["staticfiles"] == {"BACKEND": "gallery.bundles.BundledStorage"}
