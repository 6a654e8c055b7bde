"""One run at a time: a live one is waited for, a dead or silent one is taken over, and then publishes nothing."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from recommender import comparing, conf, pipeline, runs
from recommender.comparing import Compared
from recommender.exceptions import AnotherRunAtWork, RunSuperseded
from recommender.models import Embedding, Run
from tests.factories import upload_image
from tests.fake_model import FakeModel, InterruptedEncoder
from tests.recommender.catalogue import compared, fill, last_run, stored_rows

pytestmark = pytest.mark.django_db

NO_PROCESS = 2**22 + 1
"""Larger than any process number of Linux."""


def running(*, host: str = "elsewhere", silent_for: timedelta = timedelta(0), **fields: Any) -> Run:
    """Return a run at work that was last heard of so long ago."""
    fields = {"pid": os.getpid(), "weights": "fake", "fingerprint": "f" * 64, "k": 2, **fields}
    return Run.objects.create(host=host, alive_at=timezone.now() - silent_for, **fields)


def supersede() -> None:
    Run.objects.filter(status=Run.Status.RUNNING).update(status=Run.Status.ABANDONED)


def supersede_and_find_nothing(*_: object, **__: object) -> Compared:
    supersede()
    return compared({})


def status_of(run: Run) -> str:
    return Run.objects.values_list("status", flat=True).get(pk=run.pk)


def test_a_second_run_is_told_the_host_the_process_and_since_when(model: FakeModel) -> None:
    other = running(pid=77, started_at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    with pytest.raises(AnotherRunAtWork) as raised:
        pipeline.run_once(model, k=2)
    assert str(raised.value) == (
        "Another run is at work on elsewhere, process 77, since 2026-03-04 05:06:07 UTC; wait for it to end."
    )
    assert (status_of(other), Run.objects.count()) == (Run.Status.RUNNING, 1)


def test_a_run_started_within_another_is_refused_and_the_first_goes_on(model: FakeModel) -> None:
    fill(count=3)

    def start_another() -> None:
        with pytest.raises(AnotherRunAtWork, match=rf"on {socket.gethostname()}, process {os.getpid()}, since "):
            pipeline.run_once(model, k=2)

    report = pipeline.run_once(FakeModel(encoder=InterruptedEncoder(meanwhile=start_another)), k=2)
    assert (report.embedded, Run.objects.count()) == (3, 1)


def test_a_run_of_a_dead_process_on_this_host_is_taken_over_at_once(model: FakeModel) -> None:
    dead = running(host=socket.gethostname(), pid=NO_PROCESS)
    pipeline.run_once(model, k=2)
    assert (status_of(dead), status_of(last_run())) == (Run.Status.ABANDONED, Run.Status.DONE)


def test_the_same_process_number_on_another_host_proves_nothing(model: FakeModel) -> None:
    running(pid=NO_PROCESS)
    with pytest.raises(AnotherRunAtWork):
        pipeline.run_once(model, k=2)


@pytest.mark.parametrize("host", ["elsewhere", socket.gethostname()])
def test_a_run_silent_for_longer_than_its_lease_is_taken_over(host: str, model: FakeModel) -> None:
    silent = running(host=host, silent_for=conf.LEASE + timedelta(seconds=1))
    pipeline.run_once(model, k=2)
    assert (status_of(silent), status_of(last_run())) == (Run.Status.ABANDONED, Run.Status.DONE)


def test_a_run_silent_for_less_than_its_lease_is_waited_for(model: FakeModel) -> None:
    running(silent_for=conf.LEASE - timedelta(seconds=20))
    with pytest.raises(AnotherRunAtWork):
        pipeline.run_once(model, k=2)


def test_where_another_process_was_quicker_it_is_named(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    running(silent_for=conf.LEASE)
    end = runs.end
    monkeypatch.setattr(runs, "end", lambda *args: (end(*args), running(host="quicker", pid=5)))
    with pytest.raises(AnotherRunAtWork, match="on quicker, process 5, since "):
        pipeline.run_once(model, k=2)


def test_every_batch_is_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(count=3)
    monkeypatch.setattr(conf, "BATCH_IMAGES", 1)
    heard: set[datetime] = set()
    encoder = InterruptedEncoder(meanwhile=lambda: heard.add(last_run().alive_at))
    pipeline.run_once(FakeModel(encoder=encoder), k=2)
    assert len(heard) == 3


def test_a_run_superseded_while_embedding_publishes_nothing(model: FakeModel) -> None:
    fill(count=3)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    upload_image(colour="plum")
    with pytest.raises(RunSuperseded) as raised:
        pipeline.run_once(FakeModel(encoder=InterruptedEncoder(meanwhile=supersede)), k=2)
    assert str(raised.value) == "Another run took over while this one was at work; nothing was published."
    assert (stored_rows(), status_of(last_run()), Embedding.objects.count()) == (before, Run.Status.ABANDONED, 3)


def test_a_run_superseded_just_before_publishing_publishes_nothing(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=3)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    monkeypatch.setattr(comparing, "compare", supersede_and_find_nothing)
    with pytest.raises(RunSuperseded) as raised:
        pipeline.run_once(model, k=2)
    assert str(raised.value) == "Another run took over while this one was at work; nothing was published."
    assert (stored_rows(), status_of(last_run())) == (before, Run.Status.ABANDONED)


def test_a_finished_run_keeps_what_it_did(model: FakeModel) -> None:
    fill(count=12)
    report = pipeline.run_once(model, k=2)
    run = last_run()
    kept = (run.status, run.images, run.embedded, run.unreadable, run.lists_changed, run.rows_written, run.k)
    assert kept == ("done", 12, 12, 0, 12, report.rows_written, 2)
    assert (run.weights, run.fingerprint, run.host, run.pid) == ("fake", "a" * 64, socket.gethostname(), os.getpid())
    assert list(run.percentiles)[:4] == ["1", "5", "25", "50"]
    assert run.started_at < run.alive_at < (run.finished_at or run.started_at)
