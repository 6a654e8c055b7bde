"""The process that decodes: it takes one file after the other on its standard input and answers on its output.

`python -m gallery.gate.child`. It ends when its parent closes the pipe or dies, when it had nothing to do for a while,
and after many files, so that whatever leaks is given back.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from gallery.gate import frames
from gallery.gate.exceptions import Refused, reason_in
from gallery.gate.facts import Examined
from gallery.gate.limits import MIB, Limits

try:
    import resource
except ImportError:  # a system without limits on processes
    resource = None  # type: ignore[assignment]

MAX_FILES = 500
IDLE_SECONDS = 60
MAX_OPEN_FILES = 32
NICENESS = 10
GRACE_SECONDS = 5
"""How much longer than the parent a child waits before it ends itself, for the parent may be dead."""


Examine = Callable[[bytes, Limits], Examined]
"""What is done with a file: `pixels.examine`, or what another room wants done in a process like this one."""


def main(examine: Examine | None = None) -> None:
    """Answer until there is nothing more to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    requests, answers = io.FileIO(0, "rb"), io.FileIO(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the frames
    from gallery.gate import pixels  # everything is loaded before the limits hold

    confine()
    warnings.simplefilter("ignore")  # decoders warn of much, and nobody reads it
    with contextlib.suppress(BrokenPipeError, frames.Garbled):
        serve(requests, answers, examine or pixels.examine)
    os._exit(0)  # no last words: where they go to a file, the limit on files would make them a failure


def serve(requests: io.RawIOBase, answers: io.RawIOBase, examine: Examine) -> None:
    """Answer files until the parent closes, nothing comes for a while, or there were many."""
    for _ in range(MAX_FILES):
        readable, _, _ = select.select([requests], [], [], IDLE_SECONDS)
        request = frames.read(requests) if readable else None
        if request is None:
            return
        head, content = request
        limits = Limits(**head)
        begin(limits)
        frames.write(answers, *answer(bytes(content), limits, examine))
        signal.setitimer(signal.ITIMER_REAL, 0)


def answer(content: bytes, limits: Limits, examine: Examine) -> tuple[dict[str, Any], *tuple[bytes, ...]]:
    """Return the head and the body of the answer to a file."""
    try:
        examined = examine(content, limits)
    except Refused as refusal:
        return refused(str(refusal))
    except MemoryError:
        return refused(f"the picture needs more than the {limits.memory_bytes // MIB} MiB allowed to decode it")
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on damaged data
        return refused(f"the picture cannot be decoded: {reason_in(error)}")
    lengths = {width: len(copy) for width, copy in examined.copies.items()}
    return {"facts": asdict(examined.facts), "copies": lengths}, *examined.copies.values()


def refused(sentence: str) -> tuple[dict[str, Any]]:
    """Return the answer to a file that does not enter."""
    return ({"refused": sentence},)


def confine() -> None:
    """Write no file, not even a dump of memory, and open few: a decoder has no business there. Let pages go first."""
    os.nice(NICENESS)
    for name, limit in (("FSIZE", 0), ("CORE", 0), ("NOFILE", MAX_OPEN_FILES)):
        limit_resource(name, limit, for_good=True)


def begin(limits: Limits) -> None:
    """Set what the next file may cost. The system ends a process that is past its time, wherever it is."""
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + GRACE_SECONDS)
    limit_resource("AS", limits.memory_bytes)
    limit_resource("CPU", math.ceil(time.process_time()) + limits.cpu_seconds)


def limit_resource(name: str, limit: int, *, for_good: bool = False) -> None:
    """Set a limit where the system knows it and lets us."""
    number = getattr(resource, f"RLIMIT_{name}", None)
    if number is None:
        return
    _, hard = resource.getrlimit(number)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(number, (limit, limit if for_good else hard))


if __name__ == "__main__":
    main()
