"""Vectors of two models are never compared, and going back to a model costs nothing."""

from __future__ import annotations

import pytest

from gallery.models import Publication
from recommender import pipeline
from recommender.models import Embedding
from tests.factories import upload_image
from tests.fake_model import FakeModel, InvertedEncoder
from tests.recommender.catalogue import Rows, damaged, fill, rows_from_scratch, stored_list, stored_rows

pytestmark = pytest.mark.django_db


def other_model() -> FakeModel:
    return FakeModel(name="other", fingerprint="b" * 64, encoder=InvertedEncoder())


def wanted_rows(model: FakeModel) -> Rows:
    return rows_from_scratch(k=2, encoder=type(model.encoder)(), preprocessing=model.preprocessing)


def test_another_model_embeds_every_image_anew_and_its_rows_are_its_own(model: FakeModel) -> None:
    fill(count=8)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    report = pipeline.run_once(other_model(), k=2)
    assert (report.embedded, report.fingerprint, stored_rows()) == (8, "b" * 64, wanted_rows(other_model()))
    assert stored_rows() != before


def test_pages_are_told_which_model_it_was(model: FakeModel) -> None:
    fill(count=2)
    for each in (model, other_model()):
        pipeline.run_once(each, k=2)
        assert Publication.objects.get().fingerprint == each.fingerprint


def test_going_back_embeds_nothing_and_gives_the_old_rows(model: FakeModel) -> None:
    fill(count=8)
    pipeline.run_once(model, k=2)
    pipeline.run_once(other_model(), k=2)
    report = pipeline.run_once(model, k=2)
    assert (report.embedded, stored_rows(), model.loads) == (0, wanted_rows(model), 1)


def test_an_image_that_only_the_other_model_has_seen_is_in_no_list(model: FakeModel) -> None:
    fill(count=3)
    newest = upload_image(colour="plum")
    pipeline.run_once(other_model(), k=2)
    with damaged(newest):
        pipeline.run_once(model, k=2)
    assert newest.embeddings.count() == 1
    assert stored_list(newest) == []
    assert newest.pk not in {row[2] for row in stored_rows()}


def test_an_image_has_one_vector_a_model(model: FakeModel) -> None:
    fill(count=3)
    for each in (model, other_model(), model):
        pipeline.run_once(each, k=2, full=True)
    assert Embedding.objects.count() == 6
