"""A site under load, as a small host serves it: visitors' pages while a run goes on and curators are at work.

python -m benchmarks.service [--images N] [--requests N] [--json]    in the PostgreSQL that DATABASE_URL names
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks import lab, measuring, serving
from benchmarks.measuring import Comparison
from benchmarks.people import Seen, curate, together, visit

IMAGES, REQUESTS = 5_000, 10_000
VISITORS, CURATORS = 20, 8
IDLE_SHARE = 0.4
"""Of the requests, so many are asked first while nothing else goes on."""

THREE_TIMES, AIM_SECONDS = 0.33, 0.5
WHY = (
    "two processors serve visitors and curators, decode uploads, compare, keep the database and play all these people; "
    "what waits longest waits for a processor."
)
SLOWEST = 0.99
"""Of the answers, this share comes within the seconds that are compared."""

FIRST_UPLOAD = 10_000_000
MAKE_CURATORS = """
from django.contrib.auth.models import User
for number in range({count}):
    User.objects.create_superuser(f"curator{{number}}", password=f"curator{{number}}")
"""


def compare() -> list[Comparison]:
    """Return the comparisons on PostgreSQL."""
    command = [sys.executable, "-m", "scripts.with_postgresql", sys.executable, "-m", "benchmarks.service", "--json"]
    printed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return [Comparison(**each) for each in json.loads(printed.splitlines()[-1])]


def compare_here(images: int = IMAGES, requests: int = REQUESTS) -> list[Comparison]:
    """Return what visitors meet with while nothing else goes on, and while everything does."""
    with tempfile.TemporaryDirectory(prefix="kindred-service-") as folder:
        environment = environment_in(Path(folder))
        fill(environment, images)
        with serving_in(environment) as site:
            idle, busy = Seen(), Seen()
            wander(site, idle, int(IDLE_SHARE * requests), images=images)
            with runs_going_on(environment) as runs:
                wander(site, busy, requests, images=images, curators=CURATORS)
    if idle.wrong or busy.wrong:
        raise AssertionError(f"Everything should have been answered: {(idle.wrong + busy.wrong)[:20]}")
    remark = (
        f"{len(busy.seconds):,} requests of {VISITORS} visitors, {len(runs)} full runs, {busy.uploaded} uploads of"
        f" {CURATORS} curators: no error, no empty list; medians {1000 * busy.at(0.5):.0f} and"
        f" {1000 * idle.at(0.5):.0f} ms; config/gunicorn.py with {serving.WORKERS} workers"
    )
    return [
        compared("without run and curators", busy, 1000 * idle.at(SLOWEST), THREE_TIMES, images, remark),
        compared("half a second", busy, 1000 * AIM_SECONDS, 1, images, remark),
    ]


def compared(peer: str, busy: Seen, theirs: float, aim: float, images: int, remark: str) -> Comparison:
    """Return how the slowest hundredth of the answers compares."""
    return Comparison(
        task="a page, 99th percentile, during runs, uploads and deletions (PostgreSQL)",
        size=f"{images:,} images",
        ours=1000 * busy.at(SLOWEST),
        peer=peer,
        theirs=theirs,
        remark=remark,
        aim=aim,
        why=WHY,
        unit="ms",
    )


def environment_in(folder: Path) -> dict[str, str]:
    """Return the environment of a production site on the database at hand, with its files in a folder."""
    return lab.production(folder) | {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "WEB_CONCURRENCY": str(serving.WORKERS),
    }


def fill(environment: dict[str, str], images: int) -> None:
    """Make the catalogue: pictures, their lists, and the curators."""
    for command in (
        ["manage.py", "migrate", "--verbosity=0"],
        ["manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        ["-m", "benchmarks.whole_run", "add", "0", str(images)],
        ["manage.py", "compute_recommendations", "--weights=bundled"],
        ["manage.py", "shell", "-c", MAKE_CURATORS.format(count=CURATORS)],
    ):
        subprocess.run([sys.executable, *command], env=environment, stdout=sys.stderr, check=True)


@contextmanager
def serving_in(environment: dict[str, str]) -> Iterator[str]:
    """Yield the address of the site, served as the Procfile says."""
    with serving.served(environment["DATABASE_URL"], environment, ["-c", "config/gunicorn.py"]) as site:
        yield site


def wander(site: str, seen: Seen, requests: int, *, images: int, curators: int = 0) -> None:
    """Let visitors, and curators beside them, act until the visitors have had so many answers."""

    def enough() -> bool:
        return len(seen.seconds) >= requests or len(seen.wrong) > 100

    visitors = [
        partial(visit, site, seen, enough, random.Random(each), images=images)  # noqa: S311 - nothing is secret
        for each in range(VISITORS)
    ]
    others = [
        partial(curate, site, f"curator{each}", seen, enough, first=FIRST_UPLOAD * (each + 1))
        for each in range(curators)
    ]
    together(*visitors, *others)


@contextmanager
def runs_going_on(environment: dict[str, str]) -> Iterator[list[int]]:
    """Let one full run follow the other; yield the list of their exit codes, which are all 0."""
    ended = list[int]()
    over = threading.Event()

    def run() -> None:
        command = ["nice", sys.executable, "manage.py", "compute_recommendations", "--weights=bundled", "--full"]
        while not over.is_set():
            ended.append(subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode)

    runner = threading.Thread(target=run)
    runner.start()
    try:
        yield ended
    finally:
        over.set()
        runner.join()
    if any(ended):
        raise AssertionError(f"Every run should end with 0, got {ended}.")


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=IMAGES)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    compared = compare_here(options.images, options.requests)
    print(json.dumps([asdict(each) for each in compared]) if options.json else measuring.table(compared))


if __name__ == "__main__":
    main()
