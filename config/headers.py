"""What a response tells the browser beyond its content, besides what Django and django-csp do by themselves."""

from __future__ import annotations

import functools
from collections.abc import Callable
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

UNUSED_POWERS = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
PERMISSIONS_POLICY = ", ".join(f"{power}=()" for power in UNUSED_POWERS)


class ContentSecurityPolicy(CSPMiddleware):
    """The policy of the settings, which lets pictures come from the bucket as well where there is one."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if settings.AWS_STORAGE_BUCKET_NAME:
            parts.update = {"img-src": [origin_of(storages["renditions"])], **(parts.update or {})}
        return parts


@functools.lru_cache(maxsize=1)
def origin_of(storage: Storage) -> str:
    """Return scheme and host of a storage's public addresses; asked once, because every response names it."""
    address = urlsplit(storage.url("any"))
    return f"{address.scheme}://{address.netloc}"


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Say in every response which powers of the browser no page of this site ever asks for."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return respond


def private_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let nobody keep what was meant for one person: the desk, and whatever asked who sent the request."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if is_for_one_person(request):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return respond


def is_for_one_person(request: HttpRequest) -> bool:
    """Return whether an answer may depend on who somebody is."""
    session = getattr(request, "session", None)
    known = "Authorization" in request.headers or (session is not None and session.accessed)
    return known or request.path.startswith(reverse("admin:index"))
