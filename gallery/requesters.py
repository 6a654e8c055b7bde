"""Who sent a request, as far as a limit has to know."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

from gallery.visitors import address_of, mark_of


def address_behind(request: HttpRequest) -> str:
    """Return the address a request came from, as far as our own proxies can say."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    return address_of(peer, forwarded, proxies=settings.TRUSTED_PROXIES)


def visitor_of(request: HttpRequest, now: datetime, *, counting: str = "doubts") -> str:
    """Return the mark of whoever sent a request, as it is today, for the limit that counts these things."""
    return mark_of(address_behind(request), day=now.astimezone(UTC).date(), key=settings.SECRET_KEY, counting=counting)
