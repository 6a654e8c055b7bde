"""The page that describes the API to programmers, made from its schema; and the schema itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gallery.api.description import COMMON
from gallery.api.interface import Interface
from gallery.api.reference import groups

View = Callable[[HttpRequest], HttpResponse]


def schema(api: Interface) -> View:
    """Return the view that answers with the schema."""

    @require_safe
    @cache_control(no_cache=True)
    def respond(request: HttpRequest) -> HttpResponse:
        return JsonResponse(api.described(reverse("api:docs")), json_dumps_params={"ensure_ascii": False})

    return respond


def page(api: Interface) -> View:
    """Return the view of the page that describes every operation.

    It is in one language, so it is rendered without the request, and offers no other.
    """

    @require_safe
    @cache_control(no_cache=True)
    def respond(request: HttpRequest) -> HttpResponse:
        described = api.described(reverse("api:docs"))
        rates = {"anonymous": settings.API_RATE_ANONYMOUS, "token": settings.API_RATE_TOKEN}
        context = {"schema": described, "groups": groups(described), "rates": rates, "common": COMMON}
        return HttpResponse(render_to_string("api/docs.html", context))

    return respond
