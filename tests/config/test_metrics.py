"""Numbers for Prometheus: behind a token, of the answers and of the recommender."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from config import metrics
from recommender.models import Run, UnreadableImage
from tests.factories import make_image

TOKEN = "a-token-for-the-metrics"  # noqa: S105 - of no site
Numbers = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def token(settings: Settings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def numbers(client: Client) -> Numbers:
    """Return every number that is told, by its name and labels."""
    response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert response["Content-Type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(response.content.decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value for each in families for sample in each.samples
    }


def number(found: Numbers, name: str, **labels: str) -> float:
    return found.get((name, frozenset(labels.items())), 0.0)


def test_without_a_token_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer boat", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
def test_another_token_is_refused(client: Client, given: str) -> None:
    response = client.get("/metrics", headers={"authorization": given})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')
    assert response.content == b"Send the token as Authorization: Bearer TOKEN.\n"


@pytest.mark.usefixtures("token")
@pytest.mark.django_db
def test_answers_are_counted_by_view_and_status(client: Client) -> None:
    before = numbers(client)
    for path in ("/", "/images/1/", "/nowhere/", "/static/nothing.css", "/healthz", "/healthz"):
        client.get(path)
    after = numbers(client)

    def more(view: str, status: int) -> float:
        labels = {"view": view, "status": str(status)}
        return number(after, "http_request_duration_seconds_count", **labels) - number(
            before, "http_request_duration_seconds_count", **labels
        )

    assert [more("gallery:wall", 200), more("gallery:image-short", 404), more("gallery:alive", 200)] == [1, 1, 2]
    assert [more("none", 404), more("static", 404)] == [1, 1]


@pytest.mark.usefixtures("token")
@pytest.mark.django_db
def test_what_waits_and_what_failed_is_told(client: Client) -> None:
    images = [make_image() for _ in range(3)]
    make_image(published=False)
    UnreadableImage.objects.create(image=images[0], reason="it is cut off")
    found = numbers(client)
    assert [number(found, f"kindred_images_{name}") for name in ("waiting", "failed")] == [2, 1]
    assert number(found, "kindred_database_up") == 1


@pytest.mark.usefixtures("token")
@pytest.mark.django_db
def test_the_last_run_and_the_age_of_the_last_good_one_are_told(client: Client) -> None:
    now = timezone.now()
    kinds = [("done", 3), ("done", 2), ("failed", 1)]
    for status, hours in kinds:
        began = now - timedelta(hours=hours, minutes=5)
        ended = now - timedelta(hours=hours)
        Run.objects.create(host="here", pid=1, k=8, status=status, started_at=began, finished_at=ended)
    found = numbers(client)
    assert number(found, "kindred_run_age_seconds") == pytest.approx(7200, abs=60)
    assert {status: number(found, "kindred_last_run", status=status) for status in Run.Status.values} == {
        "running": 0,
        "done": 0,
        "failed": 1,
        "abandoned": 0,
    }


@pytest.mark.usefixtures("token")
@pytest.mark.django_db
def test_before_the_first_run_there_is_no_age(client: Client) -> None:
    assert not {name for name, _ in numbers(client) if name == "kindred_run_age_seconds"}


@pytest.mark.usefixtures("token")
def test_while_the_database_is_away_the_other_numbers_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(metrics, "standing", fail)
    client.get("/healthz")
    found = numbers(client)
    assert number(found, "kindred_database_up") == 0
    assert number(found, "http_request_duration_seconds_count", view="gallery:alive", status="200") >= 1


@pytest.mark.usefixtures("token")
@pytest.mark.django_db
def test_nobody_keeps_the_numbers(client: Client) -> None:
    response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert "no-store" in response["Cache-Control"]
