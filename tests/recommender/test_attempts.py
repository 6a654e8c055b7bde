"""A file that kills the decoder, and the process with it, does not kill every run for ever."""

from __future__ import annotations

import os
import signal

import pytest

from recommender import attempts, conf, pipeline
from recommender.models import Attempt, UnreadableImage
from recommender.report import Unreadable
from tests.fake_model import FakeModel, InterruptedEncoder
from tests.recommender.catalogue import fill, replace_file, stored_list

pytestmark = pytest.mark.django_db


def died_of(content_hash: str, *, times: int) -> None:
    Attempt.objects.create(content_hash=content_hash, count=times)


def counts() -> dict[str, int]:
    return dict(Attempt.objects.values_list("content_hash", "count"))


def test_a_run_that_ends_leaves_no_notes(model: FakeModel) -> None:
    fill(count=3)
    pipeline.run_once(model, k=1)
    assert counts() == {}


def test_files_are_noted_while_they_are_read(model: FakeModel) -> None:
    images, seen = fill(count=3), list[dict[str, int]]()
    model.encoder = InterruptedEncoder(meanwhile=lambda: seen.append(counts()))
    pipeline.run_once(model, k=1)
    assert seen == [{image.content_hash: 1 for image in images}]


def test_a_file_that_three_runs_died_of_is_set_aside_and_named(model: FakeModel) -> None:
    first, deadly, last = fill(count=3)
    died_of(deadly.content_hash, times=3)
    report = pipeline.run_once(model, k=1)
    assert report.unreadable == (Unreadable(name=deadly.original_name, reason=attempts.REASON),)
    assert [stored_list(image) for image in (first, deadly, last)] == [[last.pk], [], [first.pk]]
    assert UnreadableImage.objects.get().reason == attempts.REASON


def test_it_stays_named_by_runs_that_have_nothing_to_do(model: FakeModel) -> None:
    _, deadly = fill(count=2)
    died_of(deadly.content_hash, times=3)
    pipeline.run_once(model, k=1)
    report = pipeline.run_once(model, k=1)
    assert ([each.name for each in report.unreadable], model.loads) == ([deadly.original_name], 1)


def test_a_file_that_fewer_runs_died_of_is_read_alone_and_forgiven(model: FakeModel) -> None:
    calm, suspect, other = fill(count=3)
    died_of(suspect.content_hash, times=2)
    seen: list[dict[str, int]] = []
    model.encoder = InterruptedEncoder(meanwhile=lambda: seen.append(counts()))
    pipeline.run_once(model, k=1)
    assert seen[0] == {calm.content_hash: 1, other.content_hash: 1, suspect.content_hash: 2}
    assert seen[1:] == [{suspect.content_hash: 3}]
    assert counts() == {}


def test_full_tries_again_what_was_set_aside(model: FakeModel) -> None:
    _, deadly = fill(count=2)
    died_of(deadly.content_hash, times=3)
    report = pipeline.run_once(model, k=1, full=True)
    assert (report.embedded, report.unreadable, counts()) == (2, (), {})


def test_another_file_in_its_place_is_read(model: FakeModel) -> None:
    _, deadly = fill(count=2)
    died_of(deadly.content_hash, times=3)
    replace_file(deadly, colour="purple")
    assert pipeline.run_once(model, k=1).embedded == 2


def test_a_run_that_is_stopped_blames_no_file(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "BATCH_IMAGES", 2)
    images = fill(count=5)
    died_of(images[4].content_hash, times=1)
    model.encoder = InterruptedEncoder(meanwhile=lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        pipeline.run_once(model, k=1)
    assert counts() == {images[4].content_hash: 1}
