"""Visitors see the old rows or the new ones, whatever stops a run, and the next run needs no repair."""

from __future__ import annotations

import pytest

from gallery.models import Publication
from recommender import arrays, pipeline, publish
from recommender.models import Embedding, Run, UnreadableImage
from tests.factories import upload_image
from tests.fake_model import FakeModel, InterruptedEncoder
from tests.recommender.catalogue import Rows, fill, last_run, rows_from_scratch, stored_rows

pytestmark = pytest.mark.django_db


class PowerCut(BaseException):
    """What no code expects."""


def cut_power(*_: object, **__: object) -> None:
    raise PowerCut("in the middle")


def cut_power_after_a_batch() -> None:
    if Embedding.objects.exists():
        cut_power()


def wanted_rows(model: FakeModel) -> Rows:
    return rows_from_scratch(k=2, encoder=FakeModel().encoder, preprocessing=model.preprocessing)


@pytest.fixture
def before(model: FakeModel) -> Rows:
    """The rows of a catalogue to which another image has been uploaded since."""
    fill(count=5)
    pipeline.run_once(model, k=2)
    upload_image(colour="plum")
    return stored_rows()


def break_off(model: FakeModel) -> None:
    with pytest.raises(PowerCut):
        pipeline.run_once(model, k=2)


def test_publishing_cut_off_before_its_end_leaves_the_old_rows(
    before: Rows, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "describe", cut_power)
    break_off(model)
    assert stored_rows() == before


def test_publishing_cut_off_between_two_statements_leaves_the_old_rows(
    before: Rows, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "store", cut_power)
    break_off(model)
    assert stored_rows() == before


def test_the_run_is_kept_as_failed_with_what_stopped_it(
    before: Rows, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "describe", cut_power)
    break_off(model)
    run = last_run()
    assert (run.status, run.message, run.finished_at is None) == (Run.Status.FAILED, "PowerCut: in the middle", False)


def test_the_next_run_works_and_embeds_nothing_twice(
    before: Rows, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(publish, "describe", cut_power)
        break_off(model)
    assert pipeline.run_once(model, k=2).embedded == 0
    assert (stored_rows(), last_run().status) == (wanted_rows(model), Run.Status.DONE)


def test_batches_embedded_before_the_end_are_kept(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(count=5)
    monkeypatch.setattr("recommender.conf.BATCH_IMAGES", 2)
    break_off(FakeModel(encoder=InterruptedEncoder(meanwhile=cut_power_after_a_batch)))
    assert Embedding.objects.count() == 2
    assert pipeline.run_once(model, k=2).embedded == 3


def test_a_model_that_cannot_be_loaded_stops_a_run_before_any_row_is_written(model: FakeModel) -> None:
    fill(count=2)
    model.load = cut_power  # type: ignore[method-assign,assignment]
    break_off(model)
    assert (Run.objects.count(), Embedding.objects.count(), Publication.objects.count()) == (0, 0, 0)


def test_a_batch_is_stored_whole_or_not_at_all(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(count=3)
    monkeypatch.setattr(UnreadableImage.objects, "filter", cut_power)
    break_off(model)
    assert Embedding.objects.count() == 0
