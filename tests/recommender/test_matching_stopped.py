"""Whatever stops a run that looks for matches, its lists are published, and the next one goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta

import pytest

from gallery.models import Match
from gallery.storage import StorageFailed
from recommender import attempts, conf, pipeline
from recommender.engine.encoder import Grids, Pixels
from recommender.exceptions import AnotherRunAtWork, RunSuperseded
from recommender.models import Attempt, Run
from recommender.report import Matches, Unreadable
from recommender.stopping import Terminated, sigterm_as_interrupt
from tests.fake_model import FakeModel, LocatingEncoder
from tests.recommender import instants, quartered
from tests.recommender.catalogue import last_run, stored_rows

pytestmark = pytest.mark.django_db

LISTS_PUBLISHED = "Lists are published, not all matches found: "


class InterruptedLocator(LocatingEncoder):
    """Lets something happen when it looks into its second batch."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile, self.batches = meanwhile, 0

    def grids(self, pixels: Pixels) -> Grids:
        self.batches += 1
        if self.batches == 2:
            self.meanwhile()
        return super().grids(pixels)


@pytest.fixture
def model() -> FakeModel:
    """A model that tells where it saw what."""
    return quartered.locating()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "BATCH_IMAGES", 2)


def look_for_matches(model: FakeModel) -> Matches | None:
    return pipeline.run_once(model, k=1, matches=True).matches


def interrupted_by(meanwhile: Callable[[], object]) -> FakeModel:
    return FakeModel(encoder=InterruptedLocator(meanwhile))


def look_again_and_compare(model: FakeModel) -> None:
    """Do another run, after which nothing may be missing and nothing be left behind."""
    look_for_matches(model)
    assert quartered.stored() == quartered.expected(model)
    assert (Attempt.objects.count(), last_run().status) == (0, Run.Status.DONE)


@pytest.mark.parametrize(("number", "stop"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_stopped_by_a_signal_it_keeps_the_finished_batches_and_counts_as_done(
    number: signal.Signals, stop: type[BaseException], model: FakeModel
) -> None:
    quartered.fill(count=6)
    with pytest.raises(stop), sigterm_as_interrupt():
        look_for_matches(interrupted_by(lambda: os.kill(os.getpid(), number)))
    assert (len(stored_rows()), len({row.image_id for row in Match.objects.all()})) == (6 * 5, 2)
    assert (last_run().status, last_run().message) == (Run.Status.DONE, f"{LISTS_PUBLISHED}{stop.__name__}: ")
    look_again_and_compare(model)


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_instant_it_leaves_whole_lists_and_right_rows_and_the_next_run_goes_on(
    model: FakeModel,
) -> None:
    quartered.fill(count=4)
    pipeline.run_once(model, k=1)
    lists, instant, alive = stored_rows(), 0, True
    rows = quartered.expected(model)
    while alive:
        Match.objects.all().delete()
        instant += 7
        alive = instants.killed_at(instant, lambda: look_for_matches(model))
        assert (stored_rows(), quartered.stored().items() <= rows.items()) == (lists, True)
        look_again_and_compare(model)
    assert instant > 40


def test_one_that_ended_without_a_word_after_publishing_counts_as_done(model: FakeModel) -> None:
    quartered.fill(count=4)
    look_for_matches(model)
    Run.objects.update(status=Run.Status.RUNNING, pid=instants.NOBODYS_PID)
    look_for_matches(model)
    died = Run.objects.earliest("pk")
    assert (died.status, died.message) == (
        Run.Status.DONE,
        "It ended without a word after it had published its lists.",
    )


def test_while_it_looks_it_gives_signs_of_life_and_keeps_others_away(model: FakeModel) -> None:
    quartered.fill(count=6)

    def be_silent_and_be_asked() -> None:
        Run.objects.update(alive_at=last_run().started_at - timedelta(minutes=4))
        with pytest.raises(AnotherRunAtWork):
            pipeline.run_once(model, k=1)

    look_for_matches(interrupted_by(be_silent_and_be_asked))
    assert last_run().alive_at > last_run().started_at


def test_one_that_was_taken_over_writes_no_more_and_says_that_its_lists_were_published(model: FakeModel) -> None:
    quartered.fill(count=6)

    def take_over() -> None:
        Run.objects.filter(status=Run.Status.RUNNING).update(status=Run.Status.ABANDONED)

    message = "Another run took over while this one looked for where images match; its lists were published before."
    with pytest.raises(RunSuperseded, match=f"^{message}$"):
        look_for_matches(interrupted_by(take_over))
    assert len({row.image_id for row in Match.objects.all()}) == 2
    look_again_and_compare(model)


def test_files_are_noted_while_they_are_read(model: FakeModel) -> None:
    images = quartered.fill(count=4)
    seen: list[set[str]] = []
    look_for_matches(interrupted_by(lambda: seen.append({each.content_hash for each in Attempt.objects.all()})))
    assert seen == [{image.content_hash for image in images[2:]}]
    assert Attempt.objects.count() == 0


def test_a_file_that_three_runs_died_of_is_set_aside_and_named(model: FakeModel) -> None:
    deadly, *_ = quartered.fill(count=3)
    pipeline.run_once(model, k=1)
    Attempt.objects.create(content_hash=deadly.content_hash, count=3)
    done = look_for_matches(model)
    named = (Unreadable(name=deadly.original_name, reason=attempts.REASON),)
    assert done == Matches(written=4, removed=0, unreadable=named)


def test_a_storage_that_fails_again_and_again_is_asked_no_more(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    quartered.fill(count=6)
    pipeline.run_once(model, k=1)
    asked: list[str] = []

    def fail(storage: object, name: str) -> None:
        asked.append(name)
        raise StorageFailed("it is busy")

    monkeypatch.setattr(conf, "STORAGE_FAILURES", 2)
    monkeypatch.setattr(conf, "DECODING_THREADS", 1)
    monkeypatch.setattr("gallery.storage.LocalStorage.open", fail)
    done = look_for_matches(model)
    assert done is not None
    assert done.remark == (
        "The originals' storage failed 2 times in a row, at last because it is busy; the next run goes on."
    )
    assert (len(asked), Match.objects.count(), last_run().status) == (2, 0, Run.Status.DONE)
    monkeypatch.undo()
    look_again_and_compare(model)
