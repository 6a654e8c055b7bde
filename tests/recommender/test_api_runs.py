"""Programs of those who may see runs list them and read the latest."""

from __future__ import annotations

from typing import Any

import pytest

from gallery.api.last_run import LastRun, last_run
from recommender import pipeline
from recommender.models import Run
from tests.fake_model import FakeModel
from tests.gallery.api.calling import problem, program, showing
from tests.recommender.catalogue import fill

pytestmark = pytest.mark.django_db

TOLD = {
    *("id", "status", "started_at", "finished_at", "weights", "fingerprint", "k", "images", "embedded", "unreadable"),
    *("lists_changed", "rows_written", "percentiles", "overlap", "message"),
}


def make_runs(count: int) -> list[int]:
    """Store runs and return their numbers, the latest first."""
    runs = [
        Run.objects.create(status="done", host="h", pid=1, weights="w", fingerprint="f", k=k + 1) for k in range(count)
    ]
    return [run.pk for run in reversed(runs)]


def asked(address: str, **words: Any) -> Any:
    return program("view_run").get(f"/api/{address}", words)


def test_runs_are_listed_the_latest_first_a_page_at_a_time() -> None:
    numbers = make_runs(5)
    said = asked("runs", size=2, page=2).json()
    assert [run["id"] for run in said["items"]] == numbers[2:4]
    assert (said["count"], said["page"], said["pages"]) == (5, 2, 3)
    assert said["next"].endswith("/api/runs?size=2&page=3")


def test_a_run_is_told_as_the_desk_shows_it(model: FakeModel) -> None:
    fill(count=3)
    pipeline.run_once(model, k=2)
    said = asked("runs/latest").json()
    assert set(said) == TOLD
    assert (said["status"], said["k"], said["images"], said["embedded"], said["weights"]) == ("done", 2, 3, 3, "fake")


def test_the_latest_is_the_one_that_began_last_whatever_became_of_it() -> None:
    numbers = make_runs(2)
    Run.objects.filter(pk=numbers[0]).update(status="failed", message="out of reach")
    said = asked("runs/latest").json()
    assert (said["id"], said["status"], said["message"]) == (numbers[0], "failed", "out of reach")


def test_before_the_first_run_there_is_none() -> None:
    said = problem(asked("runs/latest"))
    assert (said["status"], said["title"]) == (404, "No run yet")
    assert asked("runs").json()["items"] == []


def test_a_page_that_is_not_there_is_not_found() -> None:
    make_runs(1)
    assert problem(asked("runs", page=2))["title"] == "No such page"


@pytest.mark.parametrize("address", ["/api/runs", "/api/runs/latest"])
def test_runs_are_for_those_who_may_see_them(address: str) -> None:
    make_runs(1)
    assert problem(showing().get(address))["status"] == 401
    assert problem(program().get(address))["permission"] == "recommender.view_run"
    assert program(group="Curators").get(address).status_code == 200


def test_lists_come_from_the_last_run_that_published(model: FakeModel) -> None:
    assert last_run() is None
    fill(count=3)
    pipeline.run_once(model, k=2)
    run = Run.objects.get()
    make_runs(1)
    assert run.finished_at is not None
    assert last_run() == LastRun(id=run.pk, finished_at=run.finished_at)
