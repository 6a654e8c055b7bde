"""Where the site leads people: never to another one, whatever an address says."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gallery.models import Image

HERE = "http://testserver/admin/login/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\r\n/evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "javascript:alert(1)",
    "data:text/html,evil",
    "/%5cevil.example/..//evil.example",
]

pytestmark = pytest.mark.django_db


def leads_to(location: str) -> str:
    """Return the host that a browser goes to; it takes a backslash for a slash, and leaves tabs and line ends out."""
    clean = "".join(sign for sign in location if sign not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin(HERE, clean)).netloc


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_login_leads_to_no_other_site(client: Client, address: str) -> None:
    User.objects.create_user("anna", password="boat", is_staff=True)
    fields = {"username": "anna", "password": "boat", "next": address}
    response = client.post(f"/admin/login/?next={quote(address)}", fields)
    assert (response.status_code, leads_to(response["Location"])) == (302, "testserver")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_choosing_a_language_leads_to_no_other_site(client: Client, address: str) -> None:
    response = client.get(f"/language/de/?next={quote(address)}", headers={"referer": "https://evil.example/"})
    assert leads_to(response["Location"]) == "testserver"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_the_way_back_and_an_outdated_address_lead_to_no_other_site(
    client: Client, catalogue: list[Image], address: str
) -> None:
    pk = catalogue[0].pk
    for path in (f"/place/{pk}/?q={quote(address)}&next={quote(address)}", f"/images/{pk}/?tag={quote(address)}"):
        response = client.get(path, headers={"referer": "https://evil.example/"})
        assert (response.status_code // 100, leads_to(response["Location"])) == (3, "testserver")


@pytest.mark.parametrize(
    "path", ["//evil.example/admin", "//evil.example/images/1", "/%09/evil.example", "/\\evil.example"]
)
def test_a_missing_slash_leads_to_no_other_site(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404 or leads_to(response["Location"]) == "testserver"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_logging_out_and_what_asks_for_a_login_lead_to_no_other_site(admin_client: Client, address: str) -> None:
    response = admin_client.post(f"/admin/logout/?next={quote(address)}", {"next": address})
    assert response.status_code == 200 or leads_to(response["Location"]) == "testserver"
