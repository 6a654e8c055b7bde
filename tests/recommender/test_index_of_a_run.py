"""A run ends with the index for pictures from outside, where there is one; without it a run is as good."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from recommender import choice, pipeline
from recommender.choice import Choice
from recommender.models import Run
from recommender.outside import indexing, pgvector
from recommender.progress import Progress
from recommender.report import Indexed
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, last_run
from tests.recommender.outside.nearby import execute, on_postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indexed_from_three_on(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_SIMILAR = True
    monkeypatch.setattr(indexing, "FEWEST", 3)


def index_of_a_run(model: FakeModel) -> Indexed | None:
    return pipeline.run_once(model, k=2).index


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL may have pgvector")
def test_sqlite_has_none(model: FakeModel) -> None:
    fill(count=3)
    assert index_of_a_run(model) is None


@on_postgresql
def test_a_run_brings_it_up_to_date_and_says_so(model: FakeModel) -> None:
    images = fill(count=4)
    assert index_of_a_run(model) == Indexed(added=4)
    assert index_of_a_run(model) == Indexed()
    images[0].delete()
    assert index_of_a_run(model) == Indexed(removed=1)
    images[1].delete()
    assert index_of_a_run(model) is None


@on_postgresql
def test_pgvector_that_comes_later_is_found_by_a_run_with_nothing_else_to_do(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=3)
    execute("DROP EXTENSION IF EXISTS vector CASCADE")
    with monkeypatch.context() as missing:
        missing.setattr(pgvector, "NAME", "nowhere")
        assert index_of_a_run(model) == Indexed(remark=pgvector.NOT_THERE)
    assert index_of_a_run(model) == Indexed(added=3)


@on_postgresql
def test_it_follows_once_the_run_is_over(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(count=3)
    seen: list[str] = []

    def keep_up(*, images: int, progress: Progress) -> None:
        seen.append(f"{last_run().status}, {images}")

    monkeypatch.setattr(indexing, "keep_up", keep_up)
    pipeline.run_once(model, k=2)
    assert seen == [f"{Run.Status.DONE}, 3"]


def test_a_dry_run_leaves_it_alone(model: FakeModel) -> None:
    fill(count=3)
    assert pipeline.run_once(model, k=2, dry_run=True).index is None


@on_postgresql
def test_a_program_and_a_person_read_what_was_done(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choice, "choose", lambda name: Choice(model=model))
    fill(count=3)
    call_command("compute_recommendations", "--json")
    call_command("compute_recommendations", "--full", "--k", "2", "--verbosity", "0")
    said = capsys.readouterr()
    first, *lines = said.out.splitlines()
    assert json.loads(first)["index"] == {"added": 3, "removed": 0, "remark": ""}
    assert lines[-1] == "index                   0 added, 0 removed"
    assert said.err.splitlines()[-2:] == ["Indexing: 3 of 3 images", "Building the index: 3 of 3 images"]
