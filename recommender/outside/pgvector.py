"""pgvector in the database: switched on where it can be, otherwise why not and what helps."""

from __future__ import annotations

from django.db import ProgrammingError, connection, transaction

NAME = "vector"

KNOWS_HALVES = "SELECT to_regtype('halfvec') IS NOT NULL"
VERSIONS = "SELECT default_version, installed_version FROM pg_available_extensions WHERE name = %s"
SWITCH_ON = f"CREATE EXTENSION IF NOT EXISTS {NAME}"

NOT_PERMITTED = "42501"
"""PostgreSQL's code: https://www.postgresql.org/docs/current/errcodes-appendix.html"""

WITHOUT = "Pictures that programs send are compared with every image, since"
NOT_THERE = f"{WITHOUT} the database server has no pgvector; docs/operations.md says how to get it."
NOT_ALLOWED = f"{WITHOUT} this user may not switch pgvector on in the database; let a superuser say: {SWITCH_ON};"
TOO_OLD = (
    f"{WITHOUT} pgvector {{version}} is too old, or not in the user's search_path; 0.7 is needed: install a newer one"
    f" on the server and let a superuser say: ALTER EXTENSION {NAME} UPDATE;"
)


class Unusable(Exception):
    """pgvector cannot be used here; the message says why, and what helps."""


def switch_on() -> None:
    """Have pgvector in this database, or raise Unusable."""
    if knows_halves():
        return
    available, installed = versions()
    if installed:
        raise Unusable(TOO_OLD.format(version=installed))
    if not available:
        raise Unusable(NOT_THERE)
    with transaction.atomic():
        create_extension()
        if not knows_halves():  # the server has an old one: better none at all, to be asked again by the next run
            raise Unusable(TOO_OLD.format(version=available))


def knows_halves() -> bool:
    """Return whether the database has vectors of 16-bit floats, which came with pgvector 0.7."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWS_HALVES)
        return bool(cursor.fetchone()[0])


def versions() -> tuple[str | None, str | None]:
    """Return which pgvector the server has, and which this database."""
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [NAME])
        available, installed = cursor.fetchone() or (None, None)
        return available, installed


def create_extension() -> None:
    """Add pgvector to this database, or raise Unusable where that takes another user. Within a savepoint."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(SWITCH_ON)
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", "") != NOT_PERMITTED:
            raise
        raise Unusable(NOT_ALLOWED) from error
