"""What every request to the API passes, whichever operation it is for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from gallery.api import idempotency, limits, problems
from gallery.api.auth import ANYBODY, ApiRequest, identify
from gallery.api.forgetting import FORGETTING
from gallery.api.models import Token
from gallery.api.reading import refuse_unstorable
from gallery.api.sent_forms import load_form

View = Callable[..., HttpResponseBase]


def served(view: View) -> View:
    """Return an operation's view as the API serves it; whatever goes wrong is answered as problem details."""

    @functools.wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = cast("ApiRequest", request)
        if request.method == "HEAD":
            request.method = "GET"  # what is left out of the answer is the server's affair
        try:
            response = admitted(asked, timezone.now(), functools.partial(view, request, *args, **kwargs))
        except Exception as exception:  # noqa: BLE001 - logged by `handle`
            response = problems.handle(request, exception)
        response = problems.as_problem(request, response)
        patch_vary_headers(response, ["Authorization"])
        response.headers.setdefault("Cache-Control", "private, no-cache")
        request.method = request.META["REQUEST_METHOD"]
        return response

    return csrf_exempt(respond)  # no cookie counts here, so there is nothing to forge


def admitted(request: ApiRequest, now: datetime, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Return the answer to a request, once it is known who asks, that it is not too much, and not there already."""
    caller = request.caller = identify(request, now)
    request.user = (caller or ANYBODY).user  # never the one of a session
    limits.refuse_if_too_many(request, caller, now)
    token = caller.token if caller else None
    if token is not None:
        Token.objects.note_use(token, now)
        load_form(request)
    FORGETTING.now_and_then(now)
    refuse_unstorable(request.path)
    return idempotency.once(request, token, now, answer)


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Answer that there is no such address in the API."""
    raise Http404
