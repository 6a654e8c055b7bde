"""What stands in one cell of a sheet, and what it means. Every function here gives back what its counterpart took."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet may take for a formula; with apostrophes ahead, so that one of them can be added and taken off."""

NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$')
WORDS = {"yes": "yes", "true": "yes", "1": "yes", "no": "no", "false": "no", "0": "no"}


class Unfit(Exception):
    """A cell or row that cannot be taken over; the message says what is required and what came."""


def guarded(text: str) -> str:
    """Return a text that no spreadsheet computes: with an apostrophe ahead where it begins like a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that was guarded."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def joined(names: Iterable[str]) -> str:
    """Return tags by name, with commas between; a name with a comma or a quotation mark of its own is quoted."""
    quoted = (f'"{name.replace(chr(34), chr(34) * 2)}"' if NEEDS_QUOTES.search(name) else name for name in names)
    return ", ".join(quoted)


def split(text: str) -> list[str]:
    """Return the names of tags that were joined."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))
    except csv.Error:
        raise Unfit(f"tags must be names with commas between, got {shortened(text)}") from None
    return [name.strip() for row in rows for name in row if name.strip()]


def moment_shown(moment: datetime | None) -> str:
    """Return a moment in the site's time zone, with the offset, so that it cannot be mistaken."""
    if moment is None:
        return ""
    try:
        return timezone.localtime(moment).isoformat(sep=" ")
    except OverflowError:  # at the end of all times another zone has no date for it
        return moment.astimezone(UTC).isoformat(sep=" ")


def moment_meant(text: str) -> datetime | None:
    """Return the moment that a text names; without an offset in the site's time zone, without a time at midnight."""
    if not text:
        return None
    try:
        day = None if ":" in text else parse_date(text)
        moment = parse_datetime(text) if day is None else datetime.combine(day, time.min)
        if moment is not None:
            return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unfit(f"taken at must be a moment such as 2026-05-01 12:30:00+02:00, got {shortened(text)}")


def yes_or_no(text: str) -> str:
    """Return what published is to be."""
    word = WORDS.get(text.casefold())
    if word is None:
        raise Unfit(f"published must be yes or no, got {shortened(text)}")
    return word


def shortened(text: str, longest: int = 60) -> str:
    """Return a text in quotation marks, as a sentence can bear it."""
    line = " ".join(text.split())
    return f"“{line[: longest - 1]}…”" if len(line) > longest else f"“{line}”"
