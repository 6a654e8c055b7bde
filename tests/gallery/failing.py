"""A site on which things go wrong, at addresses of their own beside the usual ones."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config import urls

handler400, handler500 = urls.handler400, urls.handler500


class NoAnswer(Exception):
    """What PostgreSQL's driver raises when it never came to an answer."""

    pgcode = None


def refuse(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("no such thing")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def hold_back(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def be_away(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("connection already closed") from NoAnswer()


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the server's")


def broken_processor(request: HttpRequest) -> dict[str, object]:
    """A context processor of templates that fails."""
    raise RuntimeError("no context today")


urlpatterns = [
    path("400/", refuse),
    path("403/", forbid),
    path("429/", hold_back),
    path("500/", break_down),
    path("503/", be_away),
    *urls.urlpatterns,
]
