"""Which language a request is answered in: visitors have a choice, the desk speaks the language of the code."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

IN_A_LANGUAGE = ("text/html", "application/atom+xml")
DEPENDS_ON = ("Accept-Language", "Cookie")


def language(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer each request in its language, and tell caches what that depended on.

    It stands around everything else, so that what refuses a request early is said in the right language, too.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith((reverse("admin:index"), reverse("api:docs"))):
            with translation.override(settings.LANGUAGE_CODE):
                return get_response(request)
        with translation.override(visitors_language(request)):
            response = get_response(request)
            if is_in_a_language(request, response):
                patch_vary_headers(response, DEPENDS_ON)
                response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return respond


def visitors_language(request: HttpRequest) -> str:
    """Return the language a visitor chose, else the first that the browser asks for and we have, else the site's."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    for wanted, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if wanted == "*" or not weight:
            break
        with contextlib.suppress(LookupError):
            return get_supported_language_variant(wanted)
    return str(settings.GALLERY_LANGUAGE)


def is_in_a_language(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether a response would be another in another language; "not modified" is one that names no type."""
    if response.status_code == 304:
        return request.resolver_match is not None
    return response.headers.get("Content-Type", "").startswith(IN_A_LANGUAGE)
