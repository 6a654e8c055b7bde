"""What a program has already: told before anything is read, and refused where it has something older than it thinks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags

from gallery.api.problems import Problem
from gallery.api.seeing import may_see_drafts
from gallery.conditional import names_tags, release, shaping_settings
from gallery.versions import Catalogue, catalogue


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """What an answer is made from, and what names it: the catalogue's version, read before anything else is.

    So an answer may be newer than its tag says, never older.
    """

    catalogue: Catalogue
    tag: str

    @classmethod
    def of(cls, request: HttpRequest, *depending_on: Any, now: Catalogue | None = None) -> Self:
        """Read the version. An answer depends on it, the address, whether drafts are seen, and what is given."""
        now = now or catalogue()
        asked = (request.build_absolute_uri(), may_see_drafts(request))
        parts = (now.version, release(), shaping_settings(), settings.TIME_ZONE, asked, depending_on)
        return cls(catalogue=now, tag=f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"')


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return the answer 304 where the program has this already."""
    response = get_conditional_response(request, etag=tag) if names_tags(request) else None
    if response is not None:
        response.headers["ETag"] = tag
    return response


def refuse_if_changed(request: HttpRequest, tag: str) -> None:
    """Raise a problem where a program wants to change something only as long as it is as it knows it.

    A proxy that compresses makes a tag weak on its way; what it names is the same.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*":
        return
    if tag not in {each.removeprefix("W/") for each in parse_etags(wanted)}:
        detail = "Somebody changed this since you read it. Read it again, and decide whether your change still holds."
        raise Problem(412, "Changed meanwhile", detail, headers={"ETag": tag})
