"""No address does anything for a page of another site: each unsafe request needs the token of a form, or a bearer's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gallery.models import Image
from tests.hardening.addresses import every_address

UNSAFE = ("post", "put", "patch", "delete")
API = "/api/"


def refuses(status: int, path: str) -> bool:
    """Return whether a status refuses a request; the API's operations know their callers by a token of their own."""
    return status in ({401, 403, 404, 405} if path.startswith(API) else {403})


@pytest.mark.parametrize("method", UNSAFE)
def test_every_view_refuses_an_unsafe_request_without_a_token(
    admin_user: Any, catalogue: list[Image], method: str
) -> None:
    chief = Client(enforce_csrf_checks=True, raise_request_exception=False)
    chief.force_login(admin_user)
    answered = dict[str, int]()
    for address in every_address():
        path = address.filled(address.samples())
        answered[path] = getattr(chief, method)(path, {}, content_type="application/json").status_code
    assert {path: status for path, status in answered.items() if not refuses(status, path)} == {}


@pytest.mark.parametrize("method", UNSAFE)
def test_no_view_takes_an_unsafe_request_of_a_stranger(catalogue: list[Image], method: str) -> None:
    stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for address in every_address():
        path = address.filled(address.samples())
        response = getattr(stranger, method)(path, {}, content_type="application/json")
        to_the_login = response.status_code == 302 and response["Location"].startswith("/admin/login/")
        assert to_the_login or refuses(response.status_code, path), path


def test_only_the_api_is_free_of_the_token_of_forms() -> None:
    free = [each.route for each in every_address() if getattr(each.view, "csrf_exempt", False)]
    assert [route for route in free if not f"/{route}".startswith(API)] == []
