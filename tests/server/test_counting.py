"""Whichever worker is asked tells the numbers of all, also of those that were replaced."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.server.serving import Site, serving, wait_until

COUNT = re.compile(rb'http_request_duration_seconds_count\{status="404",view="none"\} ([\d.]+)')


def counted(site: Site) -> float:
    """Return how many addresses were asked for that lead nowhere."""
    numbers = site.ask("/metrics", authorization="Bearer a-token-for-the-metrics").body
    found = COUNT.search(numbers)
    return float(found[1]) if found else 0


def workers(site: Site) -> set[int]:
    """Return the processes that gunicorn has made."""
    listed = subprocess.run(["ps", "--no-headers", "-o", "pid", "--ppid", str(site.process.pid)], capture_output=True)
    return {int(pid) for pid in listed.stdout.split()}


def ask_nowhere(site: Site, *, times: int) -> None:
    with ThreadPoolExecutor(8) as browsers:
        list(browsers.map(site.ask, ["/nowhere/"] * times))


def test_answers_of_every_worker_are_counted_and_outlive_it(tmp_path: Path) -> None:
    with serving(tmp_path, WEB_CONCURRENCY="2", TMPDIR=str(tmp_path)) as site:
        ask_nowhere(site, times=20)
        assert counted(site) == 20
        before = workers(site)
        os.kill(min(before), signal.SIGTERM)
        wait_until(lambda: len(workers(site)) == 2 and workers(site) != before)
        ask_nowhere(site, times=20)
        assert counted(site) == 40
        assert len(list(tmp_path.glob("kindred-metrics-*/*.db"))) == 2
    assert list(tmp_path.glob("kindred-metrics-*")) == []
