"""Requests that are answered before their body is read, because a body costs memory, disk and a thread's time.

Django reads a form in order to look for its token, and does so for everybody. So what nobody needs to read is turned
away here: whatever comes without saying how long it is, what strangers send to the desk, and what is far longer than
any form that a stranger is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from gallery.api.problems import Problem, answer_problem

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
MOST_BYTES_OF_A_STRANGER = 64 * 1024
"""A name and a password, or a doubt: the forms of strangers have less than one of these 64 KiB."""


def turn_away(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer at once what needs no body to be answered. It stands behind what knows who somebody is."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        return answer_without_body(request) or get_response(request)

    return respond


def answer_without_body(request: HttpRequest) -> HttpResponseBase | None:
    """Return the answer to a request whose body nobody needs, or None."""
    if has_no_length(request):
        return refused(request, "no_length", status=411)
    if request.method in SAFE or is_for_programs(request):
        return None
    at_the_desk = request.path.startswith(reverse("admin:index"))
    if at_the_desk and may_use_the_desk(request):
        return None
    if at_the_desk and request.path not in {reverse("admin:login"), reverse("admin:logout")}:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    if length_of(request) > MOST_BYTES_OF_A_STRANGER:
        return refused(request, "too_large", status=413)
    return None


def has_no_length(request: HttpRequest) -> bool:
    """Return whether a body comes in pieces until it ends: Django would take it for an empty one."""
    return "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH")


def is_for_programs(request: HttpRequest) -> bool:
    """Return whether a request is the API's, which knows whoever calls before it reads what they send."""
    return request.path.startswith(reverse("api:docs"))


def may_use_the_desk(request: HttpRequest) -> bool:
    """Return whether somebody who may see the desk sent a request."""
    return request.user.is_active and request.user.is_staff


def length_of(request: HttpRequest) -> int:
    """Return how many bytes a request says that it has."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0


def refused(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    """Say in one sentence why a request was not read."""
    if is_for_programs(request):
        return answer_problem(request, Problem(status, "Length needed", "A body must come with a Content-Length."))
    return HttpResponse(render_to_string("400.html", {reason: True}), status=status)
