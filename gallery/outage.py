"""The database out of reach: said on a page of its own, and the next request tries again."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

RETRY_SECONDS = 10

GONE_OR_FULL = ("08", "53", "57P01", "57P02", "57P03")
"""How PostgreSQL's codes begin for broken connections, too little room, and a server that starts or stops."""

BUSY_OR_GONE = {"SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_LOCKED"}


def is_out_of_reach(error: BaseException | None) -> bool:
    """Return whether an error says that the database cannot answer now, rather than that a query is wrong."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", "")
    if code is None or code.startswith(GONE_OR_FULL):  # none: it never came to an answer
        return True
    return getattr(error.__cause__, "sqlite_errorname", "") in BUSY_OR_GONE


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, or that the catalogue is away for a moment; neither page needs the database."""
    if not is_out_of_reach(sys.exc_info()[1]):
        return defaults.server_error(request)
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
