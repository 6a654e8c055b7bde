"""Numbers for Prometheus, for whoever has the token."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.measuring import register_answers
from recommender.models import Run
from recommender.standing import Standing, standing


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the numbers; without METRICS_TOKEN there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not has_token(request):
        refusal = "Send the token as Authorization: Bearer TOKEN.\n"
        headers = {"WWW-Authenticate": 'Bearer realm="metrics"'}
        return HttpResponse(refusal, status=401, content_type="text/plain", headers=headers)
    registry = CollectorRegistry()
    register_answers(registry)
    registry.register(CatalogueCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def has_token(request: HttpRequest) -> bool:
    """Return whether a request came with the token; how long that takes tells nothing of it."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())


class CatalogueCollector(Collector):
    """The numbers that are looked up when somebody asks; all but one are left out while the database is away."""

    def collect(self) -> Iterator[Metric]:
        """Yield each number with its name."""
        try:
            numbers = list(of_the_catalogue(standing()))
        except (DatabaseError, InterfaceError):
            numbers = []
        yield GaugeMetricFamily("kindred_database_up", "Whether the database answers.", value=bool(numbers))
        yield from numbers


def of_the_catalogue(found: Standing) -> Iterator[Metric]:
    """Yield how the recommender stands."""
    yield GaugeMetricFamily("kindred_images_waiting", "Published images no run has compared yet.", value=found.waiting)
    yield GaugeMetricFamily("kindred_images_failed", "Images whose original cannot be read.", value=found.failed)
    if found.done_at:
        age = (timezone.now() - found.done_at).total_seconds()
        yield GaugeMetricFamily("kindred_run_age_seconds", "Time since the last good run ended.", value=age)
    last = GaugeMetricFamily("kindred_last_run", "What became of the last run: one of these is 1.", labels=["status"])
    for status in Run.Status.values:
        last.add_metric([status], status == found.last_status)
    yield last
