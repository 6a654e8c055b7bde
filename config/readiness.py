"""Whether this process can serve the site just now: what it needs besides itself is asked, each time anew."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gallery.checks import media_folder_is_writable
from gallery.storage import reason_in, renditions

AT_MOST_SECONDS = 1.0
"""How long one question waits for another to be answered: a bucket that hangs must not take every thread."""

asking = threading.Lock()


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 where everything is at hand, else 503 and what is amiss."""
    questions: dict[str, Callable[[], str]] = {"database": database, "storage": storage}
    amiss = {name: answer for name, ask in questions.items() if (answer := ask())}
    return JsonResponse({"ready": not amiss, "amiss": amiss}, status=503 if amiss else 200)


def database() -> str:
    """Return what is amiss with the database: out of reach, or of an older release."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except (DatabaseError, InterfaceError):
        return "it cannot be reached"
    missing = sorted(f"{app}.{name}" for (app, name), migration in known() if not is_in(applied, app, name, migration))
    return f"it lacks {len(missing)} migrations, first {missing[0]}; run manage.py migrate" if missing else ""


@functools.cache
def known() -> tuple[tuple[tuple[str, str], Migration], ...]:
    """Return the migrations of this release; its files do not change."""
    return tuple(MigrationLoader(None).disk_migrations.items())


def is_in(applied: set[tuple[str, str]], app: str, name: str, migration: Migration) -> bool:
    """Return whether a migration was applied, or all those that it took the place of."""
    replaced = {tuple(each) for each in migration.replaces}
    return (app, name) in applied or bool(replaced and replaced <= applied)


def storage() -> str:
    """Return what is amiss with where the pictures lie."""
    if media_folder_is_writable(None):
        return "its folder cannot be written"
    if not asking.acquire(timeout=AT_MOST_SECONDS):
        return "it does not answer"
    try:
        renditions().exists("ready")
    except OSError as error:
        return reason_in(error)
    finally:
        asking.release()
    return ""
