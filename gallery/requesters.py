"""Who sent a request, as far as a limit has to know."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest

from gallery.visitors import address_of, mark_of


def visitor_of(request: HttpRequest, now: datetime, *, counting: str = "doubts") -> str:
    """Return the mark of whoever sent a request, as it is today, for the limit that counts these things."""
    peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
    address = address_of(peer, forwarded, proxies=settings.TRUSTED_PROXIES)
    return mark_of(address, day=now.astimezone(UTC).date(), key=settings.SECRET_KEY, counting=counting)
