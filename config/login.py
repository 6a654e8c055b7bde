"""The login's limit: so many wrong passwords for a name from a network, and so many from a network for whatever names.

django-axes asks and is told; the database remembers, so the limit holds for all processes together. Kept are a name, a
network, a number and a time. What was typed is kept nowhere: neither a password nor a name that nobody has here, which
may be a password in the wrong field.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from ipaddress import ip_address
from typing import Any

from axes.handlers.base import AxesHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gallery.requesters import address_behind
from gallery.visitors import network_of

log = logging.getLogger(__name__)

OF_A_NETWORK = 6
"""So many times as often as one name a whole network may be wrong: an office shares one network."""

NOWHERE = "0.0.0.0"  # noqa: S104 - stands for a peer without an address, such as a socket


class LoginLimit(AxesHandler):  # type: ignore[misc]  # which has no types
    """What django-axes asks before each attempt, and tells after it."""

    def get_failures(self, request: Any, credentials: Any = None) -> int:
        """Return how many wrong passwords count against an attempt; of its whole network every sixth does."""
        of_the_network = recent().filter(ip_address=network_of_request(request))
        own = total(of_the_network.filter(username=name_counted(request, credentials)))
        return max(own, total(of_the_network) // OF_A_NETWORK)

    def user_login_failed(self, sender: Any, credentials: Any, request: Any = None, **kwargs: Any) -> None:
        """Count a wrong password. One that comes during a lock was not looked at, and makes the lock no longer."""
        if request is None or request.axes_locked_out:
            return
        count(name_counted(request, credentials), network_of_request(request))
        if self.is_locked(request, credentials):
            request.axes_locked_out = True
            network, minutes = network_of_request(request), settings.LOGIN_LOCKED_MINUTES
            log.warning("The login is locked for %s minutes to %s: too many wrong passwords.", minutes, network)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        """Forget how often somebody was wrong before they were right: this name, from this network alone."""
        AccessAttempt.objects.filter(username=user.get_username(), ip_address=network_of_request(request)).delete()

    def post_save_access_attempt(self, instance: Any, **kwargs: Any) -> None:
        """Do nothing more once a row was written."""

    def post_delete_access_attempt(self, instance: Any, **kwargs: Any) -> None:
        """Do nothing more once a row was deleted."""

    def reset_attempts(
        self, *, ip_address: str | None = None, username: str | None = None, ip_or_username: bool = False
    ) -> int:
        """Unlock a network, a name, both together, either of them, or everything; return how many rows that were."""
        network, name = Q(ip_address=ip_address), Q(username=username)
        if ip_or_username:
            return deleted(AccessAttempt.objects.filter(network | name))
        return deleted(AccessAttempt.objects.filter(network if ip_address else Q(), name if username else Q()))


def network_of_request(request: HttpRequest) -> str:
    """Return the network a request came from, as far as our own proxies can say."""
    network = network_of(address_behind(request))
    try:
        return str(ip_address(network))
    except ValueError:
        return NOWHERE


def name_counted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the name an attempt was made for; one that nobody has is a mark, which tells nobody what was typed."""
    name = str((credentials or {}).get("username") or "")
    if User.objects.filter(username=name.replace("\0", "")).exists():
        return name
    return "-" + hmac.new(settings.SECRET_KEY.encode(), name.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


def recent() -> QuerySet[Any]:
    """Return what still counts."""
    rows: QuerySet[Any] = AccessAttempt.objects.all()
    return rows.filter(attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME)


def total(attempts: QuerySet[Any]) -> int:
    """Return how many wrong passwords these rows stand for."""
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0


def count(name: str, network: str) -> None:
    """Count one more wrong password, and forget what no longer counts."""
    now = timezone.now()
    AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME).delete()
    begun = {"failures_since_start": 0, "attempt_time": now, "path_info": "", "http_accept": ""}
    row, _ = AccessAttempt.objects.get_or_create(username=name, ip_address=network, user_agent="", defaults=begun)
    AccessAttempt.objects.filter(pk=row.pk).update(failures_since_start=F("failures_since_start") + 1, attempt_time=now)


def deleted(rows: QuerySet[Any]) -> int:
    """Delete rows and return how many there were."""
    return int(rows.delete()[0])


def locked(request: HttpRequest, *given: Any, **more: Any) -> HttpResponse:
    """Say in one sentence that the login is locked, and for how long."""
    minutes = settings.LOGIN_LOCKED_MINUTES
    response = render(request, "admin/locked.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(60 * minutes)
    return response
