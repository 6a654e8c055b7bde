"""The API says of a list which run it comes from."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from recommender.models import Run
from recommender.pipeline import run_once
from tests.factories import make_image, upload_image
from tests.fake_model import FakeModel

pytestmark = pytest.mark.django_db


def told(client: Client) -> Any:
    return client.get(f"/api/images/{make_image().pk}/similar").json()["run"]


def test_a_run_that_published_is_told_and_the_last_one_of_them(client: Client, model: FakeModel) -> None:
    assert told(client) is None
    for colour in ("navy", "red"):
        upload_image(colour=colour)
        run_once(model, k=4)
    last = Run.objects.latest("pk")
    said = told(client)
    assert (said["id"], said["finished_at"][:19]) == (last.pk, f"{last.finished_at:%Y-%m-%dT%H:%M:%S}")


@pytest.mark.parametrize(
    ("status", "finished", "counts"),
    [("running", False, False), ("running", True, True), ("failed", True, False), ("abandoned", True, False)],
)
def test_only_what_published_counts(client: Client, status: str, finished: bool, counts: bool) -> None:
    now = timezone.now()
    done = run(status="done", finished_at=now)
    other = run(status=status, finished_at=now if finished else None)
    assert told(client)["id"] == (other if counts else done).pk


def run(**fields: Any) -> Run:
    """Return a row of the history."""
    return Run.objects.create(host="here", pid=1, weights="fake", fingerprint="f" * 64, k=4, **fields)
