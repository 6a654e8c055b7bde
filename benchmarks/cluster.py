"""The command with `--engine ray` on this machine: against the command alone, and two workers against one.

python -m benchmarks cluster        needs requirements-distributed.txt
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import Comparison
from benchmarks.whole_run import COMPUTE, ROOT, call, upload

COUNT, REPEATS = 20_000, 2
FEW, MANY = 4_000, 12_000
"""Pictures that one worker and two embed: what the second number takes longer than the first is without any start."""

TEN_PER_CENT, TWO_WORKERS = 0.9, 1.7
WHY_SLOWER = "Ray takes some seconds to start, and every worker its own to load torch."
WHY_NOT_TWICE = (
    "two workers share their two cores with the command and Ray itself; beside one worker those have the other core."
)


def compare(count: int = COUNT, few: int = FEW, many: int = MANY) -> list[Comparison]:
    """Return a full run with a cluster of this machine against one without, and two workers against one."""
    os.environ["RAY_AUTH_MODE"] = "disabled"  # or a token that lies about on this machine would be asked for
    with tempfile.TemporaryDirectory(prefix="kindred-cluster-") as folder:
        call(folder, "manage.py", "migrate", "--verbosity", "0")
        upload(folder, 0, few)
        start = by_workers(folder, few)
        upload(folder, few, many - few)
        whole = by_workers(folder, many)
        upload(folder, many, count - many)
        seconds: dict[str, list[float]] = {"local": [], "ray": []}
        for _ in range(REPEATS):
            for engine, taken in seconds.items():
                taken.append(full(folder, "--engine", engine)["seconds"])
    return [
        Comparison(
            task="a full run, --engine ray",
            size=f"{count:,} pictures, SQLite",
            ours=statistics.median(seconds["ray"]),
            peer="--engine local",
            theirs=statistics.median(seconds["local"]),
            remark=f"the same two processors; medians of {REPEATS}; start and end of Ray included",
            aim=TEN_PER_CENT,
            why=WHY_SLOWER,
        ),
        Comparison(
            task="further pictures, --engine ray, two workers",
            size=f"{many - few:,} pictures, SQLite",
            ours=whole[2] - start[2],
            peer="one worker",
            theirs=whole[1] - start[1],
            remark=f"full runs over {many:,} less those over {few:,}, a core a worker; medians of {REPEATS}",
            aim=TWO_WORKERS,
            why=WHY_NOT_TWICE,
        ),
    ]


def full(folder: str, *options: str) -> Any:
    """Do a full run on the catalogue in a folder and return its report."""
    return json.loads(call(folder, *COMPUTE, "--full", *options))


def by_workers(folder: str, expected: int) -> dict[int, float]:
    """Return how long a full run takes with two workers and with one, in turns: seconds by workers."""
    seconds: dict[int, list[float]] = {2: [], 1: []}
    for _ in range(REPEATS):
        for cores, taken in seconds.items():
            taken.append(embedding_with(folder, cores, expected))
    return {cores: statistics.median(taken) for cores, taken in seconds.items()}


def embedding_with(folder: str, cores: int, expected: int) -> float:
    """Return how long a full run takes on a cluster with so many cores; raise AssertionError if it embeds too few."""
    with cluster(folder, cores) as address:
        report = full(folder, "--engine", "ray", "--ray-address", address)
    if report["embedded"] != expected:
        raise AssertionError(f"The run should have embedded {expected:,} pictures, it says {report}.")
    return float(report["seconds"])


@contextmanager
def cluster(folder: str, cores: int) -> Iterator[str]:
    """Yield the address of a Ray cluster that is bound to so many of this machine's cores."""
    port = 6399 + cores
    ray = str(Path(sys.executable).with_name("ray"))
    place = {"MEDIA_ROOT": f"{folder}/media", "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONPATH": str(ROOT)}
    environment = {**os.environ, **place, "RAY_USAGE_STATS_ENABLED": "0"}
    bound = ["taskset", "--cpu-list", f"0-{cores - 1}"]
    start = [*bound, ray, "start", "--head", f"--num-cpus={cores}", f"--port={port}", "--include-dashboard=false"]
    subprocess.run(start, env=environment, stdout=subprocess.DEVNULL, check=True)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        subprocess.run([ray, "stop"], env=environment, stdout=subprocess.DEVNULL, check=True)
