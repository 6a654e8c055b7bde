"""compute_recommendations --only-alike: pages leave out what is not even alike, and no row changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command

from gallery.models import Publication, Recommendation
from gallery.recommendations import list_for
from recommender import choice, pipeline
from recommender.choice import Choice
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, stored_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """The fake model, whatever weights are asked for."""
    monkeypatch.setattr(choice, "choose", lambda name: Choice(model=model))
    return model


def only_alike() -> bool:
    return Publication.objects.get().only_alike


def compute(*options: str) -> None:
    call_command("compute_recommendations", "--verbosity", "0", "--json", *options)


@pytest.mark.parametrize(
    ("setting", "options", "expected"),
    [
        (False, [], False),
        (False, ["--only-alike"], True),
        (True, [], True),
        (True, ["--no-only-alike"], False),
    ],
)
def test_the_option_wins_over_the_setting(
    setting: bool, options: list[str], expected: bool, chosen: FakeModel, settings: Any
) -> None:
    settings.RECOMMENDATIONS_ONLY_ALIKE = setting
    compute(*options)
    assert only_alike() is expected


def test_a_run_with_the_option_changes_no_row_and_a_run_without_takes_it_back(
    chosen: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(count=12)
    compute("--k", "3")
    rows, numbers = stored_rows(), list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))
    for options, expected in ((["--only-alike"], True), ([], False)):
        capsys.readouterr()
        compute("--k", "3", *options)
        assert (only_alike(), json.loads(capsys.readouterr().out)["rows_written"]) == (expected, 0)
        assert stored_rows() == rows
    assert list(Recommendation.objects.order_by("pk").values_list("pk", flat=True)) == numbers


def test_lists_then_hold_what_is_alike_only(model: FakeModel) -> None:
    images = fill(count=12)
    pipeline.run_once(model, k=8, only_alike=True)
    alike_from = Publication.objects.get().alike_from
    assert alike_from is not None
    for image in images:
        stored = image.recommendations.filter(similarity__gte=alike_from).count()
        entries = list_for(image).entries
        assert sum(1 + len(shown.folded) for shown in entries) == min(stored, 8) < 8
