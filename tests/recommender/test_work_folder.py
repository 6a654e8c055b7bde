"""What a run on very many images lays down for a while: vectors in a file, and what it has compared so far."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from gallery.models import Image, Recommendation
from recommender import comparing, pipeline, publish
from recommender.engine import keeping, neighbours, screening
from recommender.exceptions import WorkFolderUnusable
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, stored_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat twelve images as if they were very many."""
    monkeypatch.setattr(comparing, "IN_A_FILE_FROM", 1)
    monkeypatch.setattr(keeping.Keeper.__init__, "__kwdefaults__", {"least": 2, "seconds": -1.0, "clock": lambda: 0.0})
    monkeypatch.setattr(screening, "TILE_ROWS", 64)
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 2)


@pytest.fixture
def work_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.RECOMMENDER_WORK_FOLDER = tmp_path / "work"
    return tmp_path / "work"


def test_rows_are_those_of_vectors_in_memory(
    model: FakeModel, work_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=12)
    pipeline.run_once(model, k=3)
    from_a_file = stored_rows()
    Recommendation.objects.all().delete()
    monkeypatch.setattr(comparing, "IN_A_FILE_FROM", 100)
    pipeline.run_once(model, k=3, full=True)
    assert from_a_file == stored_rows() != []


def test_nothing_is_left_behind_by_a_run_that_ends_well(model: FakeModel, work_folder: Path) -> None:
    fill(count=6)
    pipeline.run_once(model, k=3)
    assert list(work_folder.iterdir()) == []


def test_what_was_compared_outlives_a_run_that_is_not_published(
    model: FakeModel, work_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=6)

    def killed(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "publish", killed)
    with pytest.raises(KeyboardInterrupt):
        pipeline.run_once(model, k=3)
    assert [path.name for path in work_folder.iterdir()] == ["compared.npz"]


def test_a_dry_run_keeps_nothing(model: FakeModel, work_folder: Path) -> None:
    fill(count=6)
    pipeline.run_once(model, k=3)
    Image.objects.update(published=True)
    pipeline.run_once(model, k=4, dry_run=True)
    assert list(work_folder.iterdir()) == []


def test_a_folder_that_takes_nothing_is_named_and_nothing_published(model: FakeModel, work_folder: Path) -> None:
    work_folder.write_text("no folder")
    fill(count=6)
    with pytest.raises(WorkFolderUnusable) as refusal:
        pipeline.run_once(model, k=3)
    assert str(refusal.value) == (
        f"RECOMMENDER_WORK_FOLDER must be a folder with room for a file of 1 KB an image; {work_folder} took none "
        "(File exists). Nothing was published; name another folder and run again."
    )
    assert stored_rows() == []
