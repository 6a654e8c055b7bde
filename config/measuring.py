"""How long answers take, by view and status. Workers of gunicorn count in files that any of them can add up."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import CollectorRegistry, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER, PLACE = "PROMETHEUS_MULTIPROC_DIR", "WEB_WORKER_PLACE"
"""Variables set in config/gunicorn.py: the folder of these files, and which of them a worker writes."""


def place() -> str:
    """Return which of the workers' places this process has. A new worker goes on counting where the last one ended."""
    return os.environ.get(PLACE, "master")


if FOLDER in os.environ:  # before anything is counted
    values.ValueClass = values.MultiProcessValue(process_identifier=place)  # type: ignore[no-untyped-call]

ANSWERS = Histogram(
    "http_request_duration_seconds",
    "How long the site took for answers.",
    ["view", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def measured(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Count each answer and how long it took, up to its first byte."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = get_response(request)
        ANSWERS.labels(view=view_of(request), status=response.status_code).observe(time.perf_counter() - began)
        return response

    return respond


def view_of(request: HttpRequest) -> str:
    """Return the name of the view that answered: one of few, so that no visitor can make up new ones."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def register_answers(registry: CollectorRegistry) -> None:
    """Let a registry tell the answers of all workers, or of this process where it is the only one."""
    if FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(ANSWERS)
