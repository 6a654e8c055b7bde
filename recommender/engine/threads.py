"""How many threads have a core to run on, and threads that stop early when their caller does."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Where Linux tells a container how much it may compute: microseconds, or `max`, in so many microseconds."""


def cores(quota: Path = QUOTA) -> int:
    """Return how many cores this process may use: those it is bound to, and no more than its container is given."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        allowed, period = quota.read_text().split()
        return min(bound, math.ceil(int(allowed) / int(period)))
    except (OSError, ValueError):  # no container, or one without a limit
        return bound


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Yield a pool; an exception, Ctrl-C included, drops what has not begun and waits only for what has."""
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()
