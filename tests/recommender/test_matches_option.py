"""compute_recommendations --matches: the option, the setting, what is printed, and what is foreseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command

from gallery.models import Match
from recommender import choice, pipeline, watching
from recommender.choice import Choice
from recommender.report import Matches
from tests.fake_model import FakeModel
from tests.recommender import quartered
from tests.recommender.catalogue import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """A model that tells where it saw what, whatever weights are asked for."""
    chosen = quartered.locating()
    monkeypatch.setattr(choice, "choose", lambda name: Choice(model=chosen))
    return chosen


def compute(*options: str) -> None:
    call_command("compute_recommendations", "--k", "1", *options)


def foresee(model: FakeModel) -> Matches | None:
    return pipeline.run_once(model, k=1, dry_run=True, matches=True).matches


@pytest.mark.parametrize(
    ("setting", "options", "expected"),
    [(False, [], 0), (False, ["--matches"], 6), (True, [], 6), (True, ["--no-matches"], 0)],
)
def test_the_option_wins_over_the_setting(
    setting: bool, options: list[str], expected: int, model: FakeModel, settings: Any
) -> None:
    quartered.fill(count=3)
    settings.RECOMMENDATIONS_MATCHES = setting
    compute("--verbosity", "0", *options)
    assert Match.objects.count() == expected


def test_a_program_reads_what_was_done(model: FakeModel, capsys: pytest.CaptureFixture[str]) -> None:
    quartered.fill(count=3)
    for options in ([], ["--matches"]):
        compute("--json", *options)
    printed = [json.loads(line)["matches"] for line in capsys.readouterr().out.splitlines()]
    assert printed == [None, {"written": 6, "removed": 0, "unreadable": [], "remark": ""}]


def test_a_person_reads_it_and_where_the_run_stands(model: FakeModel, capsys: pytest.CaptureFixture[str]) -> None:
    quartered.fill(count=3)
    compute("--matches")
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "matches                 6 written, 0 removed"
    assert printed.err.splitlines()[-1] == "Matching: 3 of 3 images"


def test_watching_looks_for_them_after_each_change(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    quartered.fill(count=2)
    counted: list[int] = []

    def changes(*, failed: Callable[[], bool]) -> Iterator[None]:
        yield
        counted.append(Match.objects.count())
        quartered.upload("white", "tan", "plum", "pink")
        yield
        counted.append(Match.objects.count())

    monkeypatch.setattr(watching, "changes", changes)
    compute("--watch", "--matches", "--verbosity", "0")
    assert counted == [2, 6]


def test_a_dry_run_writes_nothing_and_foresees_what_the_run_then_does(model: FakeModel) -> None:
    images = quartered.fill(count=7)
    pipeline.run_once(model, k=1, matches=True)
    images[0].delete()
    Match.objects.filter(image_id=images[1].pk).update(key="0" * 64)
    before = everything_stored(), quartered.stored()
    foreseen = foresee(model)
    assert (everything_stored(), quartered.stored()) == before
    assert foreseen == pipeline.run_once(model, k=1, matches=True).matches
    assert foreseen is not None and (foreseen.written or 0) >= 5 and (foreseen.removed or 0) >= 10  # noqa: PT018


def test_while_images_wait_to_be_embedded_a_dry_run_cannot_know(model: FakeModel) -> None:
    quartered.fill(count=3)
    assert foresee(model) == Matches(written=None, removed=None)
    assert model.loads == 0


def test_a_dry_run_that_is_not_asked_says_nothing(model: FakeModel) -> None:
    assert pipeline.run_once(model, k=1, dry_run=True).matches is None
