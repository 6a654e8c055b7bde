"""Odd values at every address, in each parameter that a view reads and in each field of a form: no page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

from gallery.models import Image
from tests.effort import chosen
from tests.hardening.addresses import Address, every_address
from tests.hardening.forms import Form, FormsOfAPage

ODD = {
    "nul": "a\0b",
    "not-utf8": "\udced\udca0\udc80",  # a lone surrogate as some programs send it: bytes that are no UTF-8
    "digits": "9" * 20,
    "long": "x" * 5000,
    "long-digits": "9" * 5000,
}
THOROUGH = chosen() == "long"
ALONE = {ODD["nul"], ODD["digits"]}
"""What the desk is given in one parameter or field at a time; the others in all at once, which is much quicker."""
READ: dict[Address, set[str]] = {}
"""Which parameters each address reads; found out once for all tests."""

LINKED = re.compile(r'href="[^"?]*\?([^"#]+)"')

odd = pytest.mark.parametrize("value", ODD.values(), ids=ODD.keys())


@pytest.fixture
def chief(everybody: dict[str, Client], catalogue: list[Image]) -> Client:
    return everybody["superuser"]


def encoded(value: str) -> str:
    return quote(value, safe="", errors="surrogateescape")


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Undo what was done meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noted(read: set[str]) -> Iterator[None]:
    """Note which parameters views ask a query for."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("get", "getlist", "__getitem__", "__contains__"):
            original = getattr(QueryDict, name)
            patch.setattr(QueryDict, name, noting(original, read))
        yield


def noting(original: Any, read: set[str]) -> Any:
    def ask(query: QueryDict, key: str, *more: Any) -> Any:
        if not query._mutable:
            read.add(key)
        return original(query, key, *more)

    return ask


def opened(browser: Client, address: str) -> int:
    """Open a page in a transaction that is taken back, and return its status."""
    with nothing_kept():
        return browser.get(address).status_code


def parameters(browser: Client, address: Address) -> set[str]:
    """Return the parameters that a view reads, and those that its page's own links have."""
    read = set[str]()
    with noted(read):
        response = browser.get(address.opened())
    page = response.content.decode(errors="replace") if not response.streaming else ""
    linked = {name for query in LINKED.findall(page) for name, _ in parse_qsl(query.replace("&amp;", "&"))}
    return {name for name in read | linked if re.fullmatch(r"[\w.-]+", name) and is_worth_trying(address, name)}


def is_worth_trying(address: Address, name: str) -> bool:
    """Return whether a parameter is tried: what Django reads on all pages of the desk, on those of images only."""
    return THOROUGH or not name.startswith("_") or "gallery_image_" in address.name


@odd
def test_no_odd_part_of_an_address_breaks_a_page(chief: Client, value: str) -> None:
    broken = list[tuple[str, str]]()
    for address in every_address():
        for part in address.parts:
            path = address.filled(address.samples() | {part: encoded(value)})
            if opened(chief, path) >= 500:
                broken.append((address.route, part))
    assert broken == []


@odd
def test_no_odd_parameter_breaks_a_page(chief: Client, value: str) -> None:
    if not READ:
        READ.update({address: parameters(chief, address) for address in every_address()})
    broken = list[tuple[str, str]]()
    for address, names in READ.items():
        alone = THOROUGH or value in ALONE or not address.name.startswith("admin")
        for query in [{name: encoded(value)} for name in names] if alone else [dict.fromkeys(names, encoded(value))]:
            if opened(chief, address.opened(**query)) >= 500:
                broken.append((address.route, str(query.keys())))
    assert len(READ) > 60
    assert broken == []


def forms_of(browser: Client) -> dict[str, Form]:
    """Return the forms of all pages that are sent by POST, each once, with where they go."""
    found = dict[str, Form]()
    for address in every_address():
        path = address.filled(address.samples())
        response = browser.get(path)
        if response.get("Content-Type", "").startswith("text/html"):
            for form in FormsOfAPage(response.content.decode()).forms:
                form.action = form.action or path
                if form.method == "post":
                    found.setdefault(f"{urlsplit(form.action).path} {sorted(form.fields)}", form)
    return found


def sent(browser: Client, form: Form, fields: dict[str, str]) -> int:
    """Send a form in a transaction that is taken back, and return the status of the answer."""
    body = urlencode(fields, errors="surrogateescape")
    with nothing_kept():
        return browser.post(form.action, body, content_type="application/x-www-form-urlencoded").status_code


@odd
def test_no_odd_value_in_a_field_of_a_form_breaks_a_page(chief: Client, value: str) -> None:
    forms = forms_of(chief)
    assert len(forms) > 15
    broken = list[tuple[str, str]]()
    for form in forms.values():
        everywhere = dict.fromkeys(form.fields, value)
        alone = form.fields if THOROUGH or (value in ALONE and "/gallery/" in form.action) else {}
        tried = [("all", everywhere)] + [(name, form.fields | {name: value}) for name in alone]
        broken += [(form.action, what) for what, fields in tried if sent(chief, form, fields) >= 500]
    assert broken == []


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/login/"])
@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "language", "messages"])
@odd
def test_no_odd_cookie_breaks_a_page(db: Any, path: str, cookie: str, value: str) -> None:
    octal = "".join(
        f"\\{ord(sign):03o}" if ord(sign) < 32 else sign for sign in value.encode(errors="replace").decode()
    )
    browser = Client(raise_request_exception=False, headers={"cookie": f'{cookie}="{octal}{octal}{octal}"'})
    assert browser.get(path).status_code in {200, 302}


@pytest.mark.parametrize(
    "header", ["accept", "accept-language", "if-none-match", "if-modified-since", "range", "referer"]
)
@pytest.mark.parametrize("value", [*ODD.values(), "*", ";;,,==", "bytes=9-1"])
def test_no_odd_header_breaks_a_page(catalogue: list[Image], header: str, value: str) -> None:
    browser = Client(raise_request_exception=False)
    for path in ("/", "/feed/", catalogue[0].get_absolute_url()):
        answered = browser.get(path, headers={header: value.encode(errors="replace").decode()})
        assert answered.status_code in {200, 304, 412}
