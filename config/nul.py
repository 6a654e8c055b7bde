"""NUL, which PostgreSQL takes in no text, is kept from where Django hands texts on to the database as they are."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

NUL = "\0"


def without_nul(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Forget cookies with a NUL, and refuse one in a query at the desk, whose lists look for whatever they are told."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if NUL in value]:
            del request.COOKIES[name]
        if request.path.startswith(reverse("admin:index")) and has_nul(request):
            raise SuspiciousOperation("NUL in a query")
        return get_response(request)

    return respond


def has_nul(request: HttpRequest) -> bool:
    """Return whether a query says NUL anywhere."""
    return any(NUL in said for name, values in request.GET.lists() for said in (name, *values))
