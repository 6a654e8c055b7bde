"""The database goes away under a running site and comes back: pages say so, and nothing has to be restarted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.server.serving import Site, wait_until

BROWSERS = 8  # so that each thread of both workers has a connection of its own


def statuses(site: Site, path: str = "/") -> set[int]:
    """Ask for a page with as many browsers as the site has threads, some times each."""
    with ThreadPoolExecutor(BROWSERS) as browsers:
        return {answer.status for answer in browsers.map(site.ask, [path] * 3 * BROWSERS)}


@pytest.fixture
def outage(site: Site, postgresql: Any) -> Iterator[None]:
    """Let every thread get used to the database, and take it away until the test ends."""
    assert statuses(site) == {200}
    postgresql.stop()
    yield
    postgresql.ensure_postgres_running()


@pytest.mark.usefixtures("outage")
def test_pages_say_that_the_catalogue_is_away_and_come_back_with_it(site: Site, postgresql: Any) -> None:
    away = site.ask("/", accept_language="de")
    assert (away.status, away.headers["Retry-After"], away.headers["Content-Language"]) == (503, "10", "de")
    assert "Der Katalog ist für einen Augenblick nicht da" in away.body.decode()
    assert statuses(site) == statuses(site, "/images/1/") == {503}
    postgresql.ensure_postgres_running()
    wait_until(lambda: site.ask("/readyz").status == 200)
    assert statuses(site) == {200}


@pytest.mark.usefixtures("outage")
def test_what_asks_no_database_goes_on_and_the_others_say_why_not(site: Site) -> None:
    assert site.ask("/healthz").status == 200
    ready = site.ask("/readyz")
    assert (ready.status, ready.body) == (503, b'{"ready": false, "amiss": {"database": "it cannot be reached"}}')
    numbers = site.ask("/metrics", authorization="Bearer a-token-for-the-metrics")
    assert (numbers.status, b"kindred_database_up 0.0" in numbers.body) == (200, True)
    assert site.ask("/admin/login/").status == 200


@pytest.mark.usefixtures("outage")
def test_programs_are_told_as_programs_are(site: Site) -> None:
    away = site.ask("/api/images")
    assert (away.status, away.headers["Content-Type"]) == (503, "application/problem+json")
    assert away.headers["Retry-After"] == "10"
