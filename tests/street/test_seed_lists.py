"""The lists that the article ships, on its photographs: as its author computed them, but for each photograph itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from gallery.models import ImportedList, Recommendation
from recommender import pipeline
from tests.fake_model import FakeModel
from tests.recommender.catalogue import rows_from_scratch, stored_rows

SEED = Path(settings.BASE_DIR).parent / "shared" / "data" / "seed-gallery"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SEED.is_dir(), reason="../shared/data/seed-gallery is absent"),
]


@pytest.fixture
def _imported() -> None:
    """The photographs with the article's lists."""
    call_command("import_images", SEED / "images", verbosity=0)
    call_command("import_seed_lists", SEED / "similarNames.pkl", SEED / "similarValues.pkl")


@pytest.mark.usefixtures("_imported")
def test_every_list_is_the_references_less_the_photograph_itself() -> None:
    reference = json.loads((SEED / "reference_top5.json").read_text())
    wanted: dict[str, list[object]] = {
        name: [(each["name"], pytest.approx(each["similarity"], abs=1e-6)) for each in listed if each["name"] != name]
        for name, listed in reference.items()
    }
    stored: dict[str, list[object]] = {name: [] for name in reference}
    rows = Recommendation.objects.order_by("image", "rank")
    for image, *row in rows.values_list("image__original_name", "recommended__original_name", "similarity"):
        stored[image].append(tuple(row))
    assert (stored, len(stored), {len(each) for each in stored.values()}) == (wanted, 32, {4})
    assert ImportedList.objects.count() == 32


@pytest.mark.usefixtures("_imported")
def test_the_next_run_replaces_every_one() -> None:
    model = FakeModel()
    report = pipeline.run_once(model, k=4)
    assert (report.embedded, report.lists_changed) == (32, 32)
    assert stored_rows() == rows_from_scratch(k=4, encoder=FakeModel().encoder, preprocessing=model.preprocessing)
    assert not ImportedList.objects.exists()
