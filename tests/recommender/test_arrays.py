"""Arrays reach the database and come back as they were, whatever their values."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction

from recommender import arrays

pytestmark = pytest.mark.django_db

ROW = np.dtype([("large", np.int64), ("small", np.int16), ("real", np.float64)])
EXTREMES = np.array([(-(2**63), -(2**15), 5e-324), (2**63 - 1, 2**15 - 1, -1.7e308), (0, 0, 0.1)], ROW)


@pytest.fixture
def _table() -> None:
    arrays.execute("CREATE TEMPORARY TABLE extremes (large bigint, small smallint, real double precision)")


def stored() -> arrays.Table:
    return arrays.fetch("SELECT large, small, real FROM extremes ORDER BY large", ROW)


def cache_size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA main.cache_size")
        (size,) = cursor.fetchone()
    return int(size)


@pytest.mark.usefixtures("_table")
def test_the_smallest_and_the_largest_values_come_back() -> None:
    arrays.store("extremes", ["large", "small", "real"], EXTREMES)
    assert stored().tolist() == sorted(EXTREMES.tolist())


@pytest.mark.usefixtures("_table")
def test_columns_are_told_by_name_and_not_by_place() -> None:
    arrays.store("extremes", ["real", "small", "large"], EXTREMES[["real", "small", "large"]][2:])
    assert stored().tolist() == [(0, 0, 0.1)]


@pytest.mark.usefixtures("_table")
@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
def test_rows_arrive_once_in_whatever_portions(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "ROWS_AT_ONCE", at_once)
    arrays.store("extremes", ["large", "small", "real"], EXTREMES)
    assert stored().tolist() == sorted(EXTREMES.tolist())


@pytest.mark.usefixtures("_table")
def test_no_rows_are_none() -> None:
    arrays.store("extremes", ["large", "small", "real"], EXTREMES[:0])
    assert (stored().tolist(), stored().dtype) == ([], ROW)


def test_an_error_of_the_driver_is_one_of_django() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        arrays.store("extremes", ["large"], EXTREMES[["large"]])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's memory is its own")
@pytest.mark.parametrize("error", [None, ValueError])
def test_the_cache_is_roomy_for_a_while_only(error: type[Exception] | None) -> None:
    before = cache_size()
    with suppress(ValueError), arrays.roomy_cache():
        assert cache_size() == -arrays.CACHE_KIB != before
        if error:
            raise error
    assert cache_size() == before
