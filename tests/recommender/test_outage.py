"""A storage out of reach is not taken for a catalogue of damaged files."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from gallery.models import Image
from recommender import pipeline
from recommender.exceptions import TooManyUnreadable
from recommender.models import Embedding, Run
from recommender.report import RunReport
from tests.fake_model import FakeModel
from tests.recommender.catalogue import damaged, fill, last_run, stored_rows

pytestmark = pytest.mark.django_db


def run_without(model: FakeModel, lost: list[Image], *, allow_unreadable: bool = False) -> RunReport:
    with ExitStack() as damages:
        for image in lost:
            damages.enter_context(damaged(image, None))
        return pipeline.run_once(model, k=2, full=True, allow_unreadable=allow_unreadable)


def test_more_than_a_fifth_unreadable_publishes_nothing(model: FakeModel) -> None:
    images = fill(count=9)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    with pytest.raises(
        TooManyUnreadable, match=r"^2 of 9 originals could not be read \(first upload-\d+\.png: the orig"
    ):
        run_without(FakeModel(fingerprint="b" * 64), images[:2])
    assert (stored_rows(), last_run().status) == (before, Run.Status.FAILED)


def test_the_vectors_computed_are_kept(model: FakeModel) -> None:
    images = fill(count=5)
    with pytest.raises(TooManyUnreadable):
        run_without(model, images[:2])
    assert Embedding.objects.count() == 3


def test_a_fifth_is_not_too_many(model: FakeModel) -> None:
    images = fill(count=10)
    assert len(run_without(model, images[:2]).unreadable) == 2


def test_one_damaged_file_in_a_small_catalogue_stops_nothing(model: FakeModel) -> None:
    images = fill(count=3)
    assert run_without(model, images[:1]).lists_changed == 2


def test_told_so_it_goes_on(model: FakeModel) -> None:
    images = fill(count=4)
    assert len(run_without(model, images[:2], allow_unreadable=True).unreadable) == 2
