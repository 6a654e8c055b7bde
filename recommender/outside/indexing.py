"""The index of stored vectors brought up to date, once a run is over: by what differs, or built where none stands.

It is derived from the vectors and may be dropped at any time. No two runs work on it at once; killed at any instant,
the next one goes on. Nothing that is being read is locked for longer than it takes to drop what nobody asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.db import Error, OperationalError, connection, transaction

from gallery.models import Publication
from recommender import arrays, conf
from recommender.arrays import Table
from recommender.engine import vectors
from recommender.models import Embedding
from recommender.outside import index, patience, pgvector
from recommender.progress import Progress
from recommender.report import Indexed

FEWEST = 20_000
"""Images from which on it pays: to compare fewer takes no longer than to decode and encode the picture."""

ROWS_AT_ONCE = 250
"""In a transaction. Each takes some hundredths of a second, and neither a signal nor a migration waits for long."""

LOOKS = 2
"""Another run may publish while one builds, and leaves its images to it."""

LOCK = 0x6E6561726279
"""What PostgreSQL calls the lock: "nearby"."""

PATIENCE, LOCKED = "2s", "55P03"
"""How long somebody who reads a table that is to be dropped is waited for, and PostgreSQL's code for "too long"."""

AT_WORK = "Another run is at work on the index for pictures from outside; what it leaves out, the next one adds."
FAILED = "The index for pictures from outside is not up to date: {reason}. The next run tries again."

CREATE = f"""
    CREATE TABLE {{nearby}} (
        vector halfvec({vectors.DIMENSIONS}) NOT NULL, image_id bigint PRIMARY KEY, content_hash varchar(64) NOT NULL
    )"""
BUILD = """
    CREATE INDEX {index} ON {nearby} USING hnsw (vector halfvec_cosine_ops) WITH (m = 24, ef_construction = 128)"""
"""With pgvector's own 16 and 64 it is built in half the time, and at times a whole kind of images is out of reach."""

HELD_DIMENSIONS = """
    SELECT atttypmod FROM pg_attribute
    WHERE attrelid = to_regclass(%s) AND attname = 'vector'"""

REMOVE_STALE = """
    DELETE FROM {nearby} near WHERE NOT EXISTS (
        SELECT FROM {embeddings} embedding JOIN {images} image ON image.id = embedding.image_id
        WHERE embedding.image_id = near.image_id AND embedding.content_hash = near.content_hash
            AND image.content_hash = near.content_hash AND embedding.fingerprint = %s
    )"""

MISSING = """
    SELECT embedding.image_id FROM {embeddings} embedding JOIN {images} image ON image.id = embedding.image_id
    WHERE embedding.fingerprint = %s AND embedding.content_hash = image.content_hash
        AND NOT EXISTS (SELECT FROM {nearby} near WHERE near.image_id = embedding.image_id)
    ORDER BY embedding.image_id"""

PRESENT = "SELECT image_id FROM {nearby} WHERE image_id = ANY(%s)"

TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND starts_with(relname, %s) AND relname <> %s AND pg_table_is_visible(oid)"""


class AnotherAtWork(Exception):
    """Another run changes the index."""


def keep_up(*, images: int, progress: Progress) -> Indexed | None:
    """Bring the index up to date and return what was done, or why not; None where there shall be none.

    Drafts are in it, too, so that one which is published is found at once. Whatever the database refuses is told and
    harms nothing: without an index, a picture from outside is compared with every image.
    """
    if connection.vendor != "postgresql":
        return None
    try:
        if not conf.compares_pictures_from_outside() or images < FEWEST:
            drop_but("")
            return None
        return bring_up_to_date(progress)
    except pgvector.Unusable as reason:
        return Indexed(remark=str(reason))
    except AnotherAtWork:
        return Indexed(remark=AT_WORK)
    except Error as error:
        return Indexed(remark=FAILED.format(reason=" ".join(str(error).split())))


def bring_up_to_date(progress: Progress) -> Indexed:
    """Let the index hold the vectors that are compared now, and drop those of other models."""
    added, removed = 0, 0
    for _ in range(LOOKS):
        fingerprint = published()
        more, fewer = fill(fingerprint, progress)
        built = build(fingerprint, progress)
        added, removed = added + more, removed + fewer
        if not (built or more):
            break
    drop_but(published())
    return Indexed(added=added, removed=removed)


def published() -> str:
    """Return the model of the lists that are before visitors, or "" where somebody has just cleared the catalogue."""
    return Publication.objects.values_list("fingerprint", flat=True).first() or ""


def fill(fingerprint: str, progress: Progress) -> tuple[int, int]:
    """Let a model's table hold its vectors, those of drafts included; return how many were added and removed."""
    with alone():
        pgvector.switch_on()
        have_table(fingerprint)
        with connection.cursor() as cursor:
            cursor.execute(index.spelt(REMOVE_STALE, fingerprint), [fingerprint])
            removed = cursor.rowcount
            cursor.execute(index.spelt(MISSING, fingerprint), [fingerprint])
            missing = [pk for (pk,) in cursor.fetchall()]
    added = 0
    for start in range(0, len(missing), ROWS_AT_ONCE):
        with alone():
            added += add(missing[start : start + ROWS_AT_ONCE], fingerprint)
        progress("Indexing", min(start + ROWS_AT_ONCE, len(missing)), len(missing))
    return added, removed


def have_table(fingerprint: str) -> None:
    """Have a table for a model's vectors; one that lost its column when pgvector was dropped is made anew."""
    with connection.cursor() as cursor:
        cursor.execute(HELD_DIMENSIONS, [index.table_of(fingerprint)])
        if cursor.fetchone() != (vectors.DIMENSIONS,):
            cursor.execute(index.spelt("DROP TABLE IF EXISTS {nearby}", fingerprint))
            cursor.execute(index.spelt(CREATE, fingerprint))


def add(image_ids: list[int], fingerprint: str) -> int:
    """Add the vectors of images, as far as they are still there and nobody else has added them; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(index.spelt(PRESENT, fingerprint), [image_ids])
        missing = set(image_ids).difference(pk for (pk,) in cursor.fetchall())
    stored = Embedding.objects.filter(fingerprint=fingerprint, image_id__in=missing)
    found = stored.values_list("image_id", "content_hash", "vector")
    rows = [(pk, content_hash, bytes(vector)) for pk, content_hash, vector in found]
    if rows:
        table = as_table(rows)
        arrays.store(index.table_of(fingerprint), list(arrays.fields(table.dtype)), table)
    return len(rows)


def as_table(rows: list[tuple[int, str, bytes]]) -> Table:
    """Return images, content hashes and packed vectors as an array, each vector as pgvector's halfvec_recv reads it."""
    unit = vectors.unpack([vector for _, _, vector in rows])
    halves = [("dimensions", np.int16), ("unused", np.int16), ("values", np.float16, unit.shape[1:])]
    table = np.zeros(len(rows), [("image_id", np.int64), ("content_hash", "S64"), ("vector", halves)])
    table["image_id"] = [pk for pk, _, _ in rows]
    table["content_hash"] = [content_hash for _, content_hash, _ in rows]
    table["vector"]["dimensions"] = unit.shape[1]
    table["vector"]["values"] = unit
    return table


def build(fingerprint: str, progress: Progress) -> bool:
    """Build the index on a full table, and return whether there was none.

    It is a transaction of its own, which touches no other table: one that takes minutes may hold up nobody who alters
    the catalogue's.
    """
    with alone():
        if index.dimensions(fingerprint) is not None:
            return False
        with connection.cursor() as cursor:
            cursor.execute(index.spelt("SELECT count(*) FROM {nearby}", fingerprint))
            (total,) = cursor.fetchone()

        def tell(done: int) -> None:
            progress("Building the index", min(done, total), total)

        patience.create_index(index.spelt(BUILD, fingerprint), tell)
        tell(total)
    return True


def drop_but(fingerprint: str) -> None:
    """Drop the tables of all other models, or with "" of all: nobody asks for them any more."""
    keep = index.table_of(fingerprint) if fingerprint else ""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [index.PREFIX, keep])
        names = [name for (name,) in cursor.fetchall()]
    if names:
        drop(names)


def drop(names: list[str]) -> None:
    """Drop tables, but wait for nobody who reads them: the next run drops them as well."""
    try:
        with alone(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(map(arrays.quoted, names))}")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != LOCKED:
            raise


@contextmanager
def alone() -> Iterator[None]:
    """Open a transaction in which no other run changes the index; raise AnotherAtWork where one does."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            (ours,) = cursor.fetchone()
        if not ours:
            raise AnotherAtWork
        yield
