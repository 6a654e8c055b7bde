"""What every response forbids the browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.config.processes import PRODUCTION, python

STRICT = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
ANSWER = """
import django
django.setup()
from django.test import Client
answered = Client().get("/healthz", headers={"host": "kindred.example"})
print(answered["Content-Security-Policy"])
"""


def policy(**variables: str) -> set[str]:
    """The directives a production site answers with, with these variables set."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.prod", "SECURE_SSL": "0"}
    done = python("-c", ANSWER, **PRODUCTION, **settings, **variables)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.strip().split("; "))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/healthz", "/nowhere/"])
def test_every_page_takes_scripts_styles_and_pictures_from_this_site_only(client: Client, path: str) -> None:
    assert set(client.get(path)["Content-Security-Policy"].split("; ")) == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_a_page_says_nothing_of_where_its_reader_came_from_and_asks_for_no_powers(client: Client, path: str) -> None:
    response = client.get(path)
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    powers = "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()"
    assert response["Permissions-Policy"] == powers


def test_without_a_bucket_production_is_as_strict() -> None:
    assert policy() == STRICT


def test_pictures_may_come_from_the_public_address_of_the_bucket_s_renditions() -> None:
    strict_but_pictures = STRICT - {"img-src 'self'"}
    domain = policy(
        AWS_STORAGE_BUCKET_NAME="pictures", AWS_S3_CUSTOM_DOMAIN="cdn.example", AWS_S3_REGION_NAME="eu-central-1"
    )
    assert domain == strict_but_pictures | {"img-src 'self' https://cdn.example"}


def test_pictures_may_come_from_the_bucket_itself_where_it_has_no_other_address() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_S3_REGION_NAME": "eu-central-1"}
    amazon = policy(AWS_STORAGE_BUCKET_NAME="pictures", **keys)
    assert "img-src 'self' https://pictures.s3.eu-central-1.amazonaws.com" in amazon
    own = policy(AWS_STORAGE_BUCKET_NAME="pictures", AWS_S3_ENDPOINT_URL="http://files.example:9000", **keys)
    assert "img-src 'self' http://files.example:9000" in own
