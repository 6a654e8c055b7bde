"""Children that misbehave: real processes, in which looking at a picture does something else."""

from __future__ import annotations

import sys
from collections.abc import Callable

from gallery.gate.children import Child

PROGRAM = """
import ctypes, os, signal, sys, time
from gallery.gate import child, pixels
real, serve = pixels.examine, child.serve
def tell(requests, answers, examine):
    global answer
    answer = answers.fileno()
    serve(requests, answers, examine)
child.serve = tell
def examine(content, limits):
    {deed}
    return real(content, limits)
pixels.examine = examine
{before}
child.main()
"""


def that(deed: str = "pass", *, before: str = "") -> Callable[[], Child]:
    """Return a maker of children that do a deed, one line of Python, before they look at a picture."""
    return lambda: Child((sys.executable, "-B", "-c", PROGRAM.format(deed=deed, before=before)))
