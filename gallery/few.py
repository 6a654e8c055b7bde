"""A few numbers that a query finds, looked up once and not for each row that they are held against."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet


class IsOneOf(Func):
    """Whether a column holds one of the numbers of an array.

    PostgreSQL takes IN for a join. As long as it believes a table to be empty, as while a catalogue is filled, it may
    look the few up again for each row: that took minutes. An array is what it looks up first.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def among(field: str, few: QuerySet[Any, Any]) -> Any:
    """Return the condition that a field holds one of a few numbers."""
    if connection.vendor != "postgresql":
        return Q(**{f"{field}__in": few})
    from django.contrib.postgres.expressions import ArraySubquery

    return IsOneOf(F(field), ArraySubquery(few))
