"""Taking turns with a stopwatch, and a page for the results."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

REPEATS = 5
PACKAGES = ("numpy", "torch", "torchvision", "pillow", "faiss-cpu", "onnxruntime", "imagededup", "img2vec_pytorch")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Kindred and a peer at the same task: median seconds of each, and remarks on whether they agree."""

    task: str
    size: str
    ours: float
    peer: str
    theirs: float
    remark: str

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer."""
        return self.theirs / self.ours


def take_turns(*contenders: Callable[[], object]) -> list[float]:
    """Return the median seconds of each; they alternate, so that a slow minute of the machine hits all alike."""
    seconds: list[list[float]] = [[] for _ in contenders]
    for contender in contenders:
        contender()  # once unmeasured: allocators, caches, threads
    for _ in range(REPEATS):
        for place, contender in enumerate(contenders):
            started = time.perf_counter()
            contender()
            seconds[place].append(time.perf_counter() - started)
    return [statistics.median(each) for each in seconds]


def page(comparisons: list[Comparison]) -> str:
    """Return the results as Markdown."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    rows = [
        f"| {c.task} | {c.size} | {c.ours:.2f} s | {c.peer} | {c.theirs:.2f} s | {c.ratio:.2f} | {c.remark} |"
        for c in comparisons
    ]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Written by `make bench`. Contenders take turns in one run; times are medians of {REPEATS} and wobble.",
            "The ratio is what counts; above 1, Kindred is faster.",
            "",
            f"Machine: {machine}. {versions}.",
            "",
            "| task | size | Kindred | peer | peer's time | ratio | remark |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
