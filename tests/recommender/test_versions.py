"""Browsers get a page anew where a run changed a list, and keep it where a run changed nothing."""

from __future__ import annotations

import pytest

from gallery.models import Publication
from gallery.versions import catalogue
from recommender import pipeline
from recommender.seed.importing import import_lists
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(model: FakeModel) -> Publication:
    """A catalogue that a run has compared, and what the run said of it."""
    fill(count=4)
    pipeline.run_once(model, k=2)
    return Publication.objects.get()


def test_a_run_that_changes_lists_moves_the_version_although_it_says_the_same(
    model: FakeModel, published: Publication
) -> None:
    upload_image(colour="purple")
    before = catalogue()
    assert pipeline.run_once(model, k=2).rows_written > 0
    assert Publication.objects.get().published_at == published.published_at
    assert (catalogue().version != before.version, catalogue().places == before.places) == (True, True)


@pytest.mark.usefixtures("published")
def test_a_run_that_finds_nothing_to_do_leaves_the_version(model: FakeModel) -> None:
    before = catalogue()
    pipeline.run_once(model, k=2)
    assert catalogue() == before


def test_lists_that_are_imported_move_the_version() -> None:
    one, other = upload_image(name="one.png", colour="red"), upload_image(name="other.png", colour="blue")
    before = catalogue()
    import_lists({"one.png": [("other.png", 0.9)]}, source="elsewhere")
    assert (one.recommendations.get().recommended, catalogue().version != before.version) == (other, True)
