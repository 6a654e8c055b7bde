"""Pages that a browser has already: told in one query, before anything is read or rendered."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from gallery.tag_bar import COUNTED, TagBar
from gallery.versions import Catalogue, catalogue

View = Callable[..., HttpResponse]

SHAPING = (
    "ADMIN_PATH",
    "AWS_STORAGE_BUCKET_NAME",
    "DEBUG",
    "GALLERY_PAGE_SIZE",
    "MEDIA_URL",
    "RECOMMENDATIONS_ONLY_ALIKE",
    "RECOMMENDATIONS_PER_IMAGE",
    "STATIC_URL",
    "STORAGES",
)
"""The settings that change what pages say."""

SOURCES = ("config", "gallery", "locale", "static", "templates")
"""The folders of everything that makes a page."""


class CatalogueRequest(HttpRequest):
    """A request as views behind `conditional` get it: the version it is answered for is known.

    And the tags to choose from, where the page shows them and this process has counted them. They may be older than the
    catalogue, see `tag_bar`.
    """

    catalogue: Catalogue
    tags: TagBar | None


def conditional(view: View) -> View:
    """Answer 304 where the browser has the page as it is now; otherwise let the view answer, and name the version."""
    return answering(view, with_tags=False)


def conditional_with_tags(view: View) -> View:
    """Do so for a page that shows the tags to choose from."""
    return answering(view, with_tags=True)


def answering(view: View, *, with_tags: bool) -> View:
    """Return the view with what stands before it.

    The version is read before the view reads anything. So a page may be newer than its tag says, never older.
    """

    @functools.wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = cast("CatalogueRequest", request)
        asked.catalogue = catalogue()
        asked.tags = COUNTED.at_hand(asked.catalogue) if with_tags else None
        tag = tag_of(asked)
        unchanged = get_conditional_response(request, etag=tag) if names_tags(request) else None
        response = unchanged or view(request, *args, **kwargs)
        if unchanged is None and (response.status_code != 200 or is_private(request, response)):
            return response
        response.headers["ETag"] = tag
        patch_cache_control(response, no_cache=True)
        return unchanged or get_conditional_response(request, etag=tag, response=response) or response

    return respond


def tag_of(request: CatalogueRequest) -> str:
    """Return what names everything a page depends on. It is weak: a proxy may compress the page and keep the name."""
    parts = (
        request.catalogue.version,
        request.tags.version if request.tags else request.catalogue.version,
        get_language(),
        get_current_timezone_name(),
        release(),
        request.build_absolute_uri(),
        shaping_settings(),
    )
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def shaping_settings() -> list[Any]:
    """Return the values of the settings that change what is said."""
    return [getattr(settings, name, None) for name in SHAPING]


def release() -> str:
    """Return what names the code; while it is worked on, that is looked at anew each time."""
    return code_version() if not settings.DEBUG else version_of_files()


def names_tags(request: HttpRequest) -> bool:
    """Return whether a browser names pages it has. What it calls * is any page, and there must be one to be meant."""
    return request.headers.get("If-None-Match", "*").strip() != "*" and "If-Match" not in request.headers


def is_private(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a page is meant for this visitor alone: it asked who that is, or has a form with their token."""
    session = getattr(request, "session", None)
    return bool(response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or (session and session.accessed))


@functools.cache
def code_version() -> str:
    """Return what names the release; the files of a release do not change."""
    return version_of_files()


def version_of_files() -> str:
    """Return what names the contents of everything that makes a page."""
    digest = hashlib.sha256(django.get_version().encode())
    for folder in SOURCES:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
