"""Taking turns with a stopwatch, and a page for the results."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

REPEATS, REST_SECONDS = 5, 0.5
PACKAGES = (
    "numpy",
    "torch",
    "torchvision",
    "pillow",
    "faiss-cpu",
    "onnxruntime",
    "imagededup",
    "img2vec_pytorch",
    "ray",
)
HEAD = f"""# Benchmarks

Written by `make bench`. Contenders take turns in one run; times are medians of {REPEATS} and wobble.
The ratio is what counts; above 1, Kindred is faster, or lighter. The aim is the ratio that is wanted.
What the figures mean for larger catalogues is in `docs/scale.md`, which `python -m scripts.scale` works out from them;
`make bench` ends with it."""
PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Kindred and a peer at the same task: median seconds of each, and remarks on whether they agree.

    `aim` is the ratio that is wanted, `why` what stands in its way: shown only where it is missed. Of another `unit`
    than seconds less is better, too.
    """

    task: str
    size: str
    ours: float
    peer: str
    theirs: float
    remark: str
    aim: float | None = None
    why: str = ""
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer, or as light."""
        return self.theirs / self.ours

    @property
    def missed_by(self) -> float:
        """The share of the aim that is missing; 0 where it is reached or there is none."""
        return max(0.0, 1 - self.ratio / self.aim) if self.aim else 0.0

    @property
    def verdict(self) -> str:
        """The aim, and by how much it is missed."""
        if self.aim is None:
            return ""
        return f"{self.aim}, missed by {max(0.01, self.missed_by):.0%}" if self.missed_by else f"{self.aim}"

    @property
    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        figures = self.spelt(self.ours), self.peer, self.spelt(self.theirs), f"{self.ratio:.2f}"
        return self.task, self.size, *figures, self.verdict, self.remark

    def spelt(self, figure: float) -> str:
        """Return a figure as the table shows it."""
        return spelt(figure) if self.unit == "s" else f"{figure:.2f} {self.unit}"


def spelt(seconds: float) -> str:
    """Return seconds as the table shows them, in milliseconds where they are few."""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1000:.1f} ms"


def take_turns(*contenders: Callable[[], object]) -> list[float]:
    """Return the median seconds of each; they alternate, so that a slow minute of the machine hits all alike.

    A rest before each turn lets the threads of the one before go to sleep: many a pool spins for a while in vain.
    """
    seconds: list[list[float]] = [[] for _ in contenders]
    for contender in contenders:
        contender()  # once unmeasured: allocators, caches, threads
    for _ in range(REPEATS):
        for place, contender in enumerate(contenders):
            time.sleep(REST_SECONDS)
            started = time.perf_counter()
            contender()
            seconds[place].append(time.perf_counter() - started)
    return [statistics.median(each) for each in seconds]


def page(text: str, measured: dict[str, str], order: Sequence[str]) -> str:
    """Return a page of results in Markdown in which these sections are new, and the others stay as they are."""
    headings = [heading(name) for name in order]
    known = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    sections = known | {heading(name): section for name, section in measured.items()}
    parts = [sections[each].strip() for each in headings if each in sections]
    return "\n\n## ".join([HEAD, *parts]) + "\n"


def section(name: str, comparisons: list[Comparison]) -> str:
    """Return the results of one benchmark, and on what they were measured, without the marks of its heading."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES if is_installed(package))
    about = f"{datetime.now(UTC):%Y-%m-%d}, {machine}; {versions}."
    return "\n".join([heading(name), "", about, "", table(comparisons), missed(comparisons)]).rstrip("\n")


def heading(name: str) -> str:
    """Return what a benchmark is called on the page."""
    return name.replace("_", " ").capitalize()


def is_installed(package: str) -> bool:
    """Return whether a package can be named with its version: peers are not there before the first `make bench`."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def table(comparisons: list[Comparison]) -> str:
    """Return the results as a table in Markdown."""
    rows = ["| " + " | ".join(comparison.cells) + " |" for comparison in comparisons]
    head = "| task | size | Kindred | peer | the peer's | ratio | aim | remark |\n|---|---|---|---|---|---|---|---|"
    return "\n".join([head, *rows, ""])


def missed(comparisons: list[Comparison]) -> str:
    """Return a section on the aims that are missed, each with the reason; nothing where all are reached."""
    reasons = [
        f"- {c.task}, {c.size}, against {c.peer}: {c.why or 'nobody knows yet.'}" for c in comparisons if c.missed_by
    ]
    return "\n".join(["### Why an aim is missed", "", *reasons, ""]) if reasons else ""
