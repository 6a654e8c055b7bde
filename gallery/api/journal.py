"""Who did what through the API, in the journal that the desk keeps of every image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst


def note_added(request: HttpRequest, row: Model) -> None:
    """Note that a row was added."""
    note(request, [row], ADDITION, "Added")


def note_changed(request: HttpRequest, rows: Sequence[Model], fields: Iterable[str]) -> None:
    """Note that fields of rows were changed, and whose of them."""
    words = [field.replace("_", " ") for field in sorted(fields)]
    if words and rows:
        note(request, rows, CHANGE, capfirst(f"{', '.join(words)} changed"))


def note_deleted(request: HttpRequest, row: Model) -> None:
    """Note that a row is about to be deleted."""
    note(request, [row], DELETION, "Deleted")


def note(request: HttpRequest, rows: Sequence[Model], what: int, words: str) -> None:
    """Add to the journal, with the name of the token that was shown."""
    token: Any = request.auth.token  # type: ignore[attr-defined]
    user: Any = request.user
    LogEntry.objects.log_actions(user.pk, rows, what, f"{words} by the API, token “{token}”.")
