"""A name for each request, so that all that is said of it can be found: in the log, and by whoever got the answer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

REQUEST_ID, USER_ID = "kindred.request_id", "kindred.user_id"
"""Where the web server finds them in a request's environment, once it is answered."""

current: ContextVar[str] = ContextVar("request_id", default="")


def with_request_id(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Name each request, for the time that it takes and in the response. It stands around everything else."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        name = request_id(request)
        token = current.set(name)
        try:
            response = get_response(request)
        finally:
            current.reset(token)
        request.META[REQUEST_ID], request.META[USER_ID] = name, user_id(request)
        response.headers[HEADER] = name
        return response

    return respond


def request_id(request: HttpRequest) -> str:
    """Return the name that our own proxy gave a request, or a new one. Strangers could fill the log with theirs."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def user_id(request: HttpRequest) -> int | None:
    """Return who sent a request, if answering it asked that: to ask here would make every page a private one."""
    user = request.__dict__.get("_cached_user")
    return user.pk if user is not None and user.is_authenticated else None
