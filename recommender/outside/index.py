"""An index of the stored vectors, where PostgreSQL has pgvector: who may be nearest, without looking at all of them.

It only names candidates. Their similarities come from the vectors themselves, as in `scan`, so that values are exact,
and no image is found that visitors do not see; but one of the nearest may be missed. `indexing` makes it.
"""

from __future__ import annotations

import numpy as np
from django.db import ProgrammingError, connection, transaction

from gallery.models import Image
from recommender import arrays
from recommender.engine import neighbours, vectors
from recommender.engine.vectors import Vectors
from recommender.models import Embedding
from recommender.outside import scan
from recommender.outside.held import Block
from recommender.outside.scan import Nearest

PREFIX = "recommender_nearby_"

CANDIDATES_PER_NEIGHBOUR, FEWEST_CANDIDATES, MOST_CANDIDATES = 10, 400, 1000
"""The last is pgvector's own limit."""

DIMENSIONS = "SELECT atttypmod FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum = 1"
"""Of an index's only column; the index and not the table is asked for, which stands before it is filled."""

FOR_THIS_QUESTION = """
    SELECT set_config('hnsw.ef_search', %s, true),
        set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)"""
"""Nothing is left to statistics, which a table that was just filled does not have: the index gives the order."""

CANDIDATES = """
    WITH near AS MATERIALIZED (
        SELECT image_id, content_hash FROM {nearby} ORDER BY vector <=> %(vector)s::halfvec LIMIT %(count)s
    )
    SELECT near.image_id, embedding.vector FROM near
    JOIN {embeddings} embedding ON embedding.image_id = near.image_id AND embedding.content_hash = near.content_hash
    JOIN {images} image ON image.id = near.image_id AND image.content_hash = near.content_hash
    WHERE embedding.fingerprint = %(fingerprint)s AND image.published"""

NO_SUCH_TABLE = "42P01"


def nearest(vector: Vectors, fingerprint: str, *, k: int, least: float = -1.0) -> Nearest | None:
    """Return the visible images nearest to a vector (1, d) of a model, as `scan.nearest`, or None where it cannot tell.

    It can where an index of this model and of d values stands, and k of its candidates are images that visitors see.
    """
    if connection.vendor != "postgresql" or dimensions(fingerprint) != vector.shape[1]:
        return None
    count = min(max(CANDIDATES_PER_NEIGHBOUR * k, FEWEST_CANDIDATES), MOST_CANDIDATES)
    rows = candidates(vector, fingerprint, count=count)
    if len(rows) < max(k, 1):
        return None
    return scan.best(vector, [block_of(rows)], k=k, least=least)


def dimensions(fingerprint: str) -> int | None:
    """Return how many values the vectors have that a model's index holds, or None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(DIMENSIONS, [index_of(fingerprint)])
        found = cursor.fetchone()
        return found[0] if found else None


def candidates(vector: Vectors, fingerprint: str, *, count: int) -> list[tuple[int, bytes]]:
    """Return images that visitors see among those nearest to a vector, and their vectors as they are stored."""
    said: dict[str, str | int] = {"vector": literal(vector), "count": count, "fingerprint": fingerprint}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FOR_THIS_QUESTION, [str(count)])
            cursor.execute(spelt(CANDIDATES, fingerprint), said)
            return [(pk, bytes(stored)) for pk, stored in cursor.fetchall()]
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", "") != NO_SUCH_TABLE:
            raise
        return []  # a run has just dropped it


def block_of(rows: list[tuple[int, bytes]]) -> Block:
    """Return images and their vectors as they are compared."""
    unit = vectors.unpack([stored for _, stored in rows])
    images = np.array([pk for pk, _ in rows], np.int64)
    return Block(images=images, vectors=unit, squares=neighbours.squared_lengths(unit))


def literal(vector: Vectors) -> str:
    """Return a vector (1, d) as pgvector reads it, to the last bit."""
    return str(vector[0].astype(np.float64).tolist())


def table_of(fingerprint: str) -> str:
    """Return what the table of a model's vectors is called."""
    return f"{PREFIX}{fingerprint[:12]}"


def index_of(fingerprint: str) -> str:
    """Return what the index on them is called."""
    return f"{table_of(fingerprint)}_hnsw"


def spelt(statement: str, fingerprint: str) -> str:
    """Return a statement with the names that the database knows."""
    return statement.format(
        nearby=arrays.quoted(table_of(fingerprint)),
        index=arrays.quoted(index_of(fingerprint)),
        embeddings=arrays.quoted(Embedding._meta.db_table),
        images=arrays.quoted(Image._meta.db_table),
    )
