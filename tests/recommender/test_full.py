"""A full run makes every vector and every row anew."""

from __future__ import annotations

import pytest

from gallery.models import Recommendation
from recommender import pipeline
from recommender.models import Embedding, Ranking
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, stored_rows

pytestmark = pytest.mark.django_db


def test_every_image_is_embedded_again_and_every_row_written_again(model: FakeModel) -> None:
    fill(count=5)
    pipeline.run_once(model, k=2)
    report = pipeline.run_once(model, k=2, full=True)
    assert (report.embedded, report.lists_changed, report.rows_written, model.loads) == (5, 5, 20, 2)


def test_the_rows_are_the_same_and_yet_new_ones(model: FakeModel) -> None:
    fill(count=5)
    pipeline.run_once(model, k=2)
    before, numbers = stored_rows(), set(Recommendation.objects.values_list("pk", flat=True))
    pipeline.run_once(model, k=2, full=True)
    assert stored_rows() == before
    assert numbers.isdisjoint(Recommendation.objects.values_list("pk", flat=True))


def test_vectors_that_were_tampered_with_are_put_right(model: FakeModel) -> None:
    fill(count=5)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    Embedding.objects.update(vector=bytes(2 * 511) + b"\x00\x3c")
    Ranking.objects.all().delete()
    pipeline.run_once(model, k=2)
    assert stored_rows() != before
    pipeline.run_once(model, k=2, full=True)
    assert stored_rows() == before


def test_an_empty_catalogue_loads_no_model(model: FakeModel) -> None:
    assert pipeline.run_once(model, k=2, full=True).embedded == 0
    assert model.loads == 0
