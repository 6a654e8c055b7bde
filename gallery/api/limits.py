"""How much a caller may ask: so many requests a minute, counted in the database, so for all processes together.

A caller has an allowance that each request takes a part of, and that fills up again steadily: what is stored is when
it will be full. So a burst of a whole minute's requests is fine, and nobody has to count requests or clear windows.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from gallery.api.auth import Caller
from gallery.api.models import Allowance
from gallery.api.problems import Problem
from gallery.requesters import visitor_of

MICROSECOND = timedelta(microseconds=1)
A_MINUTE = 60 * 1_000_000

TAKE = """
    INSERT INTO api_allowance (caller, full_at) VALUES (%(caller)s, %(now)s + %(part)s)
    ON CONFLICT (caller) DO UPDATE SET full_at = %(part)s
        + CASE WHEN api_allowance.full_at < %(now)s THEN %(now)s ELSE api_allowance.full_at END
    WHERE api_allowance.full_at <= %(now)s + %(most)s - %(part)s
    RETURNING full_at
"""
"""One statement, so that no two processes take the same part; it gives back no row where too little is left."""


def refuse_if_too_many(request: HttpRequest, caller: Caller | None, now: datetime) -> None:
    """Count a request, or raise the problem of a caller who asks too much; a token that is none counts as nobody's."""
    if caller is not None and caller.token is not None:
        who, per_minute = f"token {caller.token.pk}", settings.API_RATE_TOKEN
    else:
        who, per_minute = visitor_of(request, now, counting="requests"), settings.API_RATE_ANONYMOUS
    seconds = take(who, per_minute=per_minute, now=now)
    if seconds:
        detail = f"Here {per_minute} requests a minute are answered. Wait {seconds} s, then go on more slowly."
        raise Problem(429, "Too many requests", detail, headers={"Retry-After": str(seconds)})


def take(who: str, *, per_minute: int, now: datetime) -> int:
    """Take a part of an allowance; return 0, or where nothing is left, in how many seconds there will be."""
    instant, part = instant_of(now), A_MINUTE // per_minute
    most = part * per_minute
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"caller": who, "now": instant, "part": part, "most": most})
        if cursor.fetchone():
            return 0
    full_at = Allowance.objects.filter(pk=who).values_list("full_at", flat=True).first() or instant  # just forgotten
    return max(1, math.ceil((full_at + part - most - instant) / 1_000_000))


def instant_of(moment: datetime) -> int:
    """Return a moment in microseconds since 1970."""
    return (moment - datetime.fromtimestamp(0, tz=moment.tzinfo)) // MICROSECOND
