"""A run does only the work that changed, and leaves the same rows as a full one."""

from __future__ import annotations

import pytest

from gallery.models import Image
from recommender import pipeline
from recommender.report import RunReport
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import Rows, fill, replace_file, rows_from_scratch, stored_rows

pytestmark = pytest.mark.django_db


def wanted_rows(model: FakeModel) -> Rows:
    return rows_from_scratch(k=2, encoder=FakeModel().encoder, preprocessing=model.preprocessing)


def run_on(model: FakeModel) -> RunReport:
    """Do a run, and hold its rows against a full computation."""
    report = pipeline.run_once(model, k=2)
    assert stored_rows() == wanted_rows(model)
    return report


def test_the_first_run_embeds_every_image_and_writes_every_list(model: FakeModel) -> None:
    fill(count=6)
    report = run_on(model)
    assert (report.images, report.embedded, report.lists_changed, report.rows_written) == (6, 6, 6, 30)


def test_a_run_with_nothing_to_do_embeds_nothing_writes_nothing_and_loads_no_model(model: FakeModel) -> None:
    fill(count=6)
    pipeline.run_once(model, k=2)
    report = run_on(model)
    assert (report.embedded, report.lists_changed, report.rows_written, model.loads) == (0, 0, 0, 1)


def test_after_an_upload_only_the_new_image_is_embedded(model: FakeModel) -> None:
    fill(count=6)
    pipeline.run_once(model, k=2)
    upload_image(colour="white")
    assert run_on(model).embedded == 1


def test_after_an_upload_lists_it_does_not_enter_are_left_alone(model: FakeModel) -> None:
    fill(count=12)
    before = pipeline.run_once(model, k=1)
    upload_image(colour="rgb(254,1,2)")
    after = pipeline.run_once(model, k=1)
    assert (before.lists_changed, before.rows_written) == (12, 60)
    assert 1 <= (after.lists_changed or 0) < 13
    assert after.rows_written == 5 * (after.lists_changed or 0)


def test_after_a_deletion_nothing_is_embedded(model: FakeModel) -> None:
    images = fill(count=8)
    pipeline.run_once(model, k=2)
    images[3].delete()
    report = run_on(model)
    assert (report.images, report.embedded, model.loads) == (7, 0, 1)


def test_an_unpublished_image_has_no_list_and_is_in_none_until_it_is_published_again(model: FakeModel) -> None:
    images = fill(count=6)
    pipeline.run_once(model, k=2)
    for published in (False, True):
        Image.objects.filter(pk=images[2].pk).update(published=published)
        assert run_on(model).embedded == 0
        assert any(images[2].pk in (row[0], row[2]) for row in stored_rows()) is published


def test_an_unpublished_image_is_embedded_before_it_is_published(model: FakeModel) -> None:
    fill(count=3)
    Image.objects.update(published=False)
    assert (pipeline.run_once(model, k=2).embedded, stored_rows()) == (3, [])


def test_after_a_replacement_only_the_new_file_is_embedded(model: FakeModel) -> None:
    images = fill(count=6)
    pipeline.run_once(model, k=2)
    replace_file(images[0], colour="cyan")
    assert run_on(model).embedded == 1


def test_a_new_title_is_no_reason_to_do_anything(model: FakeModel) -> None:
    images = fill(count=4)
    pipeline.run_once(model, k=2)
    images[0].title = "Another"
    images[0].save()
    report = run_on(model)
    assert (report.embedded, report.rows_written, model.loads) == (0, 0, 1)
