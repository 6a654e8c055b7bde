"""A dry run writes nothing at all and says what a run would do."""

from __future__ import annotations

import pytest

from recommender import pipeline
from recommender.models import Run
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import everything_stored, fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("full", [False, True])
def test_nothing_is_written_on_a_catalogue_without_lists(full: bool, model: FakeModel) -> None:
    fill(count=3)
    before = everything_stored()
    report = pipeline.run_once(model, k=2, full=full, dry_run=True)
    assert everything_stored() == before
    assert (report.dry_run, report.images, report.embedded, report.lists_changed) == (True, 3, 3, None)
    assert model.loads == 0


def test_nothing_is_written_where_lists_would_change(model: FakeModel) -> None:
    images = fill(count=4)
    pipeline.run_once(model, k=2)
    images[0].delete()
    before = everything_stored()
    report = pipeline.run_once(model, k=2, dry_run=True)
    assert (everything_stored(), report.embedded) == (before, 0)


def test_what_it_foresees_is_what_the_run_then_does(model: FakeModel) -> None:
    images = fill(count=12)
    pipeline.run_once(model, k=1)
    images[0].delete()
    foreseen = pipeline.run_once(model, k=2, dry_run=True)
    done = pipeline.run_once(model, k=2)
    assert (foreseen.lists_changed, foreseen.rows_written) == (done.lists_changed, done.rows_written)
    assert foreseen.rows_written == 11 * 6


def test_with_a_new_image_it_says_how_many_would_be_embedded(model: FakeModel) -> None:
    fill(count=4)
    pipeline.run_once(model, k=2)
    upload_image(colour="plum")
    report = pipeline.run_once(model, k=2, dry_run=True)
    assert (report.embedded, report.lists_changed, report.rows_written) == (1, None, 0)


def test_with_nothing_to_do_it_says_so(model: FakeModel) -> None:
    fill(count=4)
    pipeline.run_once(model, k=2)
    report = pipeline.run_once(model, k=2, dry_run=True)
    assert (report.embedded, report.lists_changed, report.rows_written) == (0, 0, 0)


def test_it_goes_on_beside_a_run_at_work(model: FakeModel) -> None:
    Run.objects.create(host="elsewhere", pid=1, weights="fake", fingerprint="f" * 64, k=2)
    assert pipeline.run_once(model, k=2, dry_run=True).images == 0
