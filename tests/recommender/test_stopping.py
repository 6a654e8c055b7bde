"""Ctrl-C and SIGTERM end a run in order: finished batches are kept, nothing half-written is seen."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command

from recommender import choice, conf, watching
from recommender.choice import Choice
from recommender.models import Embedding, Run
from recommender.stopping import sigterm_as_interrupt
from tests.fake_model import FakeModel, InterruptedEncoder
from tests.recommender.catalogue import fill, last_run, stored_rows

pytestmark = pytest.mark.django_db

MESSAGE = "Stopped before the end. What was finished is kept, visitors see whole lists, and the next run goes on."


@pytest.fixture
def chosen(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """Make the command use the model, in batches of two."""
    monkeypatch.setattr(choice, "choose", lambda wanted: Choice(model=model))
    monkeypatch.setattr(conf, "BATCH_IMAGES", 2)
    return model


def in_batch(number: int, happen: Callable[[], object]) -> InterruptedEncoder:
    """Return an encoder during whose n-th batch something happens."""
    batches: list[int] = []

    def meanwhile() -> None:
        batches.append(1)
        if len(batches) == number:
            happen()

    return InterruptedEncoder(meanwhile=meanwhile)


def send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_finished_batches_and_says_so(chosen: FakeModel, number: signal.Signals, code: int) -> None:
    fill(count=6)
    chosen.encoder = in_batch(2, send(number))
    with pytest.raises(CommandError, match=MESSAGE) as stopped:
        call_command("compute_recommendations")
    assert (stopped.value.returncode, Embedding.objects.count(), stored_rows()) == (code, 2, [])
    assert last_run().status == Run.Status.FAILED


def test_the_run_after_it_goes_on_where_it_stopped(chosen: FakeModel) -> None:
    fill(count=6)
    chosen.encoder = in_batch(3, send(signal.SIGTERM))
    with pytest.raises(CommandError):
        call_command("compute_recommendations")
    call_command("compute_recommendations")
    assert last_run().embedded == 2


def test_sigterm_means_what_it_meant_before_once_the_command_is_over() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with sigterm_as_interrupt():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_watching_outlives_a_run_that_fails(chosen: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Run.objects.create(host="elsewhere", pid=1, weights="fake", fingerprint="a" * 64, k=1)
    failed_so_far: list[bool] = []

    def changes(*, failed: Callable[[], bool]) -> Iterator[None]:
        yield
        failed_so_far.append(failed())
        other.delete()
        yield
        failed_so_far.append(failed())

    monkeypatch.setattr(watching, "changes", changes)
    call_command("compute_recommendations", "--watch")
    assert failed_so_far == [True, False]
