"""Where a list goes on from a place, as a condition that an index on the list's order answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual, Lookup

from gallery.milestones import Key


class Row(Func):
    """Several values compared as one, the first that differs deciding.

    Django's own comparison of tuples is not for SQLite: there it becomes "or", which SQLite finds without the index.
    """

    template = "(%(expressions)s)"
    output_field = TextField()  # of no meaning, but asked for


def ordering_of(images: QuerySet[Any]) -> tuple[str, ...]:
    """Return the names of the columns that a list is ordered by, as they were given."""
    return tuple(map(str, images.query.order_by))


def row_of(ordering: Sequence[str]) -> Row:
    """Return what is compared: the columns of an order, which go one way, all up or all down."""
    if len({name.startswith("-") for name in ordering}) != 1:
        raise ValueError(f"An order must go one way, all up or all down, got {', '.join(ordering)}.")
    return Row(*(F(name.removeprefix("-")) for name in ordering))


def from_on(ordering: Sequence[str], key: Key, model: Any) -> Lookup[Any]:
    """Return the condition that something stands at a place of an order, or behind it."""
    compare = LessThanOrEqual if ordering[0].startswith("-") else GreaterThanOrEqual
    return compare(row_of(ordering), row_at(ordering, key, model))


def before(ordering: Sequence[str], key: Key, model: Any) -> Lookup[Any]:
    """Return the condition that something stands before a place of an order."""
    compare = GreaterThan if ordering[0].startswith("-") else LessThan
    return compare(row_of(ordering), row_at(ordering, key, model))


def row_at(ordering: Sequence[str], key: Key, model: Any) -> Row:
    """Return a place as the database knows it."""
    fields = [model._meta.get_field(name.removeprefix("-")) for name in ordering]
    return Row(*(Value(value, output_field=field) for value, field in zip(key, fields, strict=True)))
