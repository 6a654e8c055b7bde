"""How a run tells where it stands: a bar on a terminal, a plain line now and then elsewhere, nothing where unwanted."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from tqdm import tqdm

SECONDS_BETWEEN_LINES = 10.0


class Progress(Protocol):
    """Told the stage, what is done of it and how much there is in all."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def for_stream(stream: TextIO) -> Progress:
    """Return a bar where the stream is a terminal, plain lines otherwise."""
    return Bar(stream) if stream.isatty() else Lines(stream)


class Bar:
    """A bar with rate and time left, one a stage."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.stage = stream, ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self.stage:
            self.stage, self.bar = stage, tqdm(desc=stage, total=total, initial=done, file=self.stream, unit="image")
        self.bar.update(done - self.bar.n)
        if done >= total:
            self.bar.close()
            self.stage = ""


class Lines:
    """A line at a stage's end, and every ten seconds before, with rate and time left."""

    def __init__(self, stream: TextIO = sys.stderr, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.clock = stream, clock
        self.stage, self.first_done, self.started_at, self.told_at = "", 0, 0.0, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = self.clock()
        if stage != self.stage:
            self.stage, self.first_done, self.started_at, self.told_at = stage, done, now, now
        if done < total and now - self.told_at < SECONDS_BETWEEN_LINES:
            return
        self.told_at = now
        rate = (done - self.first_done) / max(now - self.started_at, 1e-9)  # nobody saw when the first ones began
        left = f", {(total - done) / rate:.0f} s left" if rate > 0 else ""
        pace = f" ({rate:,.0f} a second{left})" if done < total else ""
        self.stream.write(f"{stage}: {done:,} of {total:,} images{pace}\n")
        self.stream.flush()
