"""Whatever stops a run that works on the index, and whoever is at work beside it: questions have their answers."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from gallery.models import Image
from recommender.outside import index, indexing, patience
from recommender.report import Indexed
from recommender.stopping import Terminated, sigterm_as_interrupt
from tests.recommender import instants
from tests.recommender.outside.nearby import (
    MODEL,
    OTHER,
    by_index,
    by_scan,
    embed,
    execute,
    hashes,
    held,
    keep,
    keep_up,
    on_postgresql,
    publish,
    random_vectors,
    tables,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    on_postgresql,
    pytest.mark.usefixtures("indexed_from_one_on"),
]

UNIT = random_vectors(8)
QUESTION = UNIT[:1]
AT_WORK = "Another run is at work on the index for pictures from outside; what it leaves out, the next one adds."


@pytest.fixture
def images() -> Iterator[list[Image]]:
    """Six images with vectors."""
    kept = keep(UNIT[1:7])
    publish(MODEL)
    yield kept
    indexing.drop_but("")


@contextmanager
def somebody_else() -> Iterator[Any]:
    """Yield the cursor of another connection, in a transaction that waits for nobody for long."""
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            yield cursor
        other.rollback()


def settings() -> list[tuple[str, str]]:
    """Return every setting of the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings ORDER BY name")
        return list(cursor.fetchall())


def change(images: list[Image]) -> None:
    """Have one image less, one more, and one with another file."""
    images[0].delete()
    Image.objects.filter(pk=images[1].pk).update(content_hash="1" * 64)
    keep(UNIT[7:])


@pytest.mark.parametrize("first", [True, False])
def test_killed_at_any_instant_it_answers_truly_and_the_next_run_mends_it(first: bool, images: list[Image]) -> None:
    instant, alive = 0, True
    while alive:
        Image.objects.all().delete()
        indexing.drop_but("")
        images = keep(UNIT[1:7])
        if not first:
            keep_up()
        change(images)
        instant += 3
        alive = instants.killed_at(instant, keep_up)
        assert set(by_index(QUESTION, k=2) or []) <= set(by_scan(QUESTION, k=5) or [])
        keep_up()
        assert held() == hashes(*Image.objects.exclude(pk=images[1].pk))
        assert by_index(QUESTION, k=5) == by_scan(QUESTION, k=5)
    assert instant > 20


def test_no_two_work_on_it_at_once(images: list[Image]) -> None:
    with somebody_else() as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [indexing.LOCK])
        assert (keep_up(), tables()) == (Indexed(remark=AT_WORK), [])
    assert keep_up() == Indexed(added=6)


@pytest.mark.usefixtures("images")
def test_who_takes_over_between_two_parts_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "ROWS_AT_ONCE", 2)
    with somebody_else() as other:

        def take_over(stage: str, done: int, total: int) -> None:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [indexing.LOCK])

        assert (keep_up(take_over), len(held())) == (Indexed(remark=AT_WORK), 2)


def test_while_it_is_built_it_holds_nothing_of_the_catalogue_s(images: list[Image]) -> None:
    locked: list[set[str]] = []

    def look(stage: str, done: int, total: int) -> None:
        if stage == "Building the index":
            with connection.cursor() as cursor:
                cursor.execute("SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid()")
                locked.append({name for (name,) in cursor.fetchall() if name})

    keep_up(look)
    assert {name for names in locked for name in names if name.startswith(("gallery_", "recommender_"))} == {
        *(name for names in locked for name in names if name.startswith(index.PREFIX)),
    }
    assert index.table_of(MODEL) in locked[0]


def test_while_one_is_built_the_other_model_s_is_read_and_then_dropped(images: list[Image]) -> None:
    keep_up()
    embed(images, UNIT[1:7], fingerprint=OTHER)
    publish(OTHER)
    read: list[str] = []

    def look(stage: str, done: int, total: int) -> None:
        with somebody_else() as other:
            other.execute(index.spelt("SELECT count(*) FROM {nearby}", MODEL))
            read.append(f"{stage}: {other.fetchone()[0]}")

    keep_up(look)
    assert read == ["Indexing: 6", "Building the index: 6"]
    assert tables() == [index.table_of(OTHER)]


def test_a_table_that_somebody_reads_is_left_for_the_next_run(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "PATIENCE", "10ms")
    keep_up()
    publish(OTHER)
    with somebody_else() as other:
        other.execute(index.spelt("SELECT FROM {nearby}", MODEL))
        assert keep_up() == Indexed()
    assert tables() == sorted([index.table_of(MODEL), index.table_of(OTHER)])
    keep_up()
    assert tables() == [index.table_of(OTHER)]


def test_what_else_keeps_a_table_from_being_dropped_is_told(images: list[Image]) -> None:
    keep_up()
    publish(OTHER)
    with somebody_else() as other:
        other.execute(index.spelt("SELECT FROM {nearby}", MODEL))
        execute("SET statement_timeout = '200ms'")
        done = keep_up()
    connection.close()
    assert done == Indexed(
        remark="The index for pictures from outside is not up to date: canceling statement due to statement timeout. "
        "The next run tries again."
    )


def test_a_connection_that_is_cut_while_it_is_built_costs_no_more_than_the_index(images: list[Image]) -> None:
    def cut(stage: str, done: int, total: int) -> None:
        if stage == "Building the index":
            with somebody_else() as other:
                other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])

    done = keep_up(cut)
    assert done is not None
    assert done.remark.startswith("The index for pictures from outside is not up to date: ")
    assert (by_index(QUESTION, k=3), keep_up()) == (None, Indexed())
    assert by_index(QUESTION, k=3) == by_scan(QUESTION, k=3)


@pytest.mark.parametrize(("number", "stop"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_a_signal_ends_it_at_once_and_in_order(number: signal.Signals, stop: type[BaseException]) -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()
    started = time.monotonic()
    with pytest.raises(stop), sigterm_as_interrupt(), transaction.atomic():
        patience.create_index("SELECT pg_sleep(20)", print)
    assert time.monotonic() - started < 10
    execute("SELECT 1")


def test_where_it_stands_is_told_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS_BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr(patience, "ROWS_DONE", "SELECT 7 WHERE %s > 0")
    told: list[int] = []
    with transaction.atomic():
        patience.create_index("SELECT pg_sleep(0.5)", told.append)
    assert set(told) == {7}


@pytest.mark.parametrize("nonsense", ["SELECT %s FROM nowhere", "SELECT 0 WHERE %s < 0"])
def test_where_nobody_can_say_where_it_stands_it_goes_on(nonsense: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS_BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr(patience, "ROWS_DONE", nonsense)
    told: list[int] = []
    with transaction.atomic():
        patience.create_index("SELECT pg_sleep(0.5)", told.append)
    assert set(told) == {0}


def test_a_question_leaves_no_setting_behind(images: list[Image]) -> None:
    keep_up()
    connection.close()
    execute("SELECT '[1]'::halfvec")  # which brings pgvector's own settings into the connection
    before = settings()
    by_index(QUESTION, k=3)
    assert settings() == before


def test_a_new_connection_is_told_as_many_candidates_as_it_asks_for() -> None:
    keep(random_vectors(300))
    publish(MODEL)
    keep_up()
    connection.close()
    assert len(index.candidates(QUESTION, MODEL, count=250)) == 250
    indexing.drop_but("")
