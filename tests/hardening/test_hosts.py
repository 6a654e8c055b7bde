"""Which host a site is: the one it was told, whatever a request says; and browsers come back encrypted for a year."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image
from tests.hardening.asking import production

FORGED = ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example#testserver", "[::1", ""]


@pytest.mark.django_db
@pytest.mark.parametrize("host", FORGED)
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml", "/admin/login/", "/nowhere/"])
def test_a_host_that_is_not_ours_is_refused_and_named_nowhere(client: Client, host: str, path: str) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code in {400, 404}
    assert "evil" not in response.content.decode() + str(response.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "x-rewrite-url"])
@pytest.mark.parametrize("path", ["/", "/feed/", "/sitemap.xml", "/robots.txt"])
def test_no_other_header_makes_a_site_call_itself_otherwise(
    client: Client, catalogue: list[Image], header: str, path: str
) -> None:
    response = client.get(path, headers={header: "evil.example"})
    assert response.status_code == 200
    assert "evil" not in response.content.decode()


def test_production_sends_browsers_to_tls_and_they_stay_there() -> None:
    encrypted, *_ = production("/healthz")
    assert encrypted["headers"]["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert encrypted["headers"]["cross-origin-opener-policy"] == "same-origin"
