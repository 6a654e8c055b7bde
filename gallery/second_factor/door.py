"""Nobody passes from the login to the desk without the second factor that they have, or that the site wants of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from gallery.second_factor.devices import has_second_factor

OFF, REQUIRED = "off", "required"
OPEN = ("admin:login", "admin:logout", "admin:jsi18n", "second_factor:ask", "second_factor:set_up")


def second_factor(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Lead whoever is half-way in to where the code is asked for, or an app is set up."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        place = asked_first(request)
        if place is None:
            return get_response(request)
        came_for = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        return HttpResponseRedirect(f"{reverse(place)}?{urlencode({'next': came_for})}")

    return respond


def asked_first(request: HttpRequest) -> str | None:
    """Return the name of the page that somebody has to pass before the one they ask for, if any."""
    if settings.ADMIN_TOTP == OFF or not request.path.startswith(reverse("admin:index")):
        return None
    if request.path in map(reverse, OPEN) or not is_half_way_in(request.user):
        return None
    if has_second_factor(request.user):  # type: ignore[arg-type]  # who is staff is a user
        return "second_factor:ask"
    return "second_factor:set_up" if settings.ADMIN_TOTP == REQUIRED else None


def is_half_way_in(user: Any) -> bool:
    """Return whether somebody is logged in who may see the desk, without a code so far."""
    return bool(user.is_active and user.is_staff and not user.is_verified())
