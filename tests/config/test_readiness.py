"""Whether the site can be served now: the database, its migrations and the storage are asked each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import OperationalError
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from config import readiness
from config.readiness import is_in
from gallery.storage import LocalStorage, StorageFailed
from tests.gallery.reading import queries_by


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz")
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()


@pytest.mark.django_db
def test_a_site_that_can_be_served_says_so(client: Client) -> None:
    assert ready(client) == (200, {"ready": True, "amiss": {}})


@pytest.mark.django_db
def test_the_answer_is_kept_by_nobody_and_needs_two_queries(client: Client) -> None:
    assert "no-store" in client.get("/readyz")["Cache-Control"]
    assert "ETag" not in client.get("/readyz")
    assert queries_by(lambda: client.get("/readyz")) == 2


@pytest.mark.django_db
def test_a_database_of_an_older_release_is_told_what_to_do(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="recommender", name__startswith="0001").delete()
    status, said = ready(client)
    assert (status, said["ready"]) == (503, False)
    assert said["amiss"] == {"database": "it lacks 1 migrations, first recommender.0001_initial; run manage.py migrate"}


def test_a_database_out_of_reach_is_said_without_its_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(recorder: object) -> None:
        raise OperationalError("connection to db.internal failed: password for kindred")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)
    assert ready(client) == (503, {"ready": False, "amiss": {"database": "it cannot be reached"}})


@pytest.mark.django_db
def test_a_storage_that_fails_is_said_with_the_reason(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(storage: object, name: str) -> bool:
        raise StorageFailed("it cannot be reached")

    monkeypatch.setattr(LocalStorage, "exists", fail)
    assert ready(client) == (503, {"ready": False, "amiss": {"storage": "it cannot be reached"}})


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_said(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    settings.MEDIA_ROOT = Path("/srv/media")
    assert ready(client)[1]["amiss"] == {"storage": "its folder cannot be written"}


@pytest.mark.django_db
def test_while_a_storage_hangs_one_thread_waits_for_it_and_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "AT_MOST_SECONDS", 0.01)
    with readiness.asking:
        assert ready(client)[1]["amiss"] == {"storage": "it does not answer"}
    assert ready(client)[0] == 200


def test_a_migration_counts_as_applied_with_all_those_it_took_the_place_of() -> None:
    class Squashed(Migration):
        replaces: ClassVar = [("gallery", "0001"), ("gallery", "0002")]

    squashed = Squashed("squashed", "gallery")
    assert is_in({("gallery", "0001"), ("gallery", "0002")}, "gallery", "squashed", squashed)
    assert not is_in({("gallery", "0001")}, "gallery", "squashed", squashed)


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/readyz").status_code == 405
