"""The log of a public site: one JSON object a line, with the request it belongs to and without secrets."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from config import request_ids
from config.redaction import Redaction

PLAIN = (bool, int, float, type(None))


class JsonLines(logging.Formatter):
    """Writes each record as one line, whatever is in it. What a record's `fields` hold become fields of the object."""

    def __init__(self) -> None:
        super().__init__()
        self.redact = Redaction(os.environ)

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON. JSON escapes what could begin a line or move a terminal's cursor, but for DEL."""
        said = {name: self.cleaned(value) for name, value in facts(record).items()}
        if record.exc_info:
            said["exception"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(said).replace("\x7f", "\\u007f")

    def cleaned(self, value: object) -> object:
        """Return a value as JSON knows it, without secrets."""
        return value if isinstance(value, PLAIN) else self.redact(str(value))


def facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what a record says, and of which request."""
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": message_of(record),
        "request_id": request_ids.current.get() or None,
        **getattr(record, "fields", {}),
    }


def message_of(record: logging.LogRecord) -> str:
    """Return a record's message; one whose arguments do not fit is better said badly than not at all."""
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} {record.args}"


def json_lines() -> dict[str, Any]:
    """Return the settings of such a log on standard error, gunicorn's own lines included."""
    through_root = {"handlers": [], "level": "INFO", "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "config.logs.JsonLines"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "gunicorn.error": through_root,
            "gunicorn.access": through_root,
            "django.request": {"level": "ERROR"},  # what was not found is in the access log already
        },
    }
