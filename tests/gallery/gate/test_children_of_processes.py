"""Children belong to one process: they end with it, and a fork of it has its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gallery.gate import children as module
from gallery.gate.limits import Limits
from tests.factories import picture_bytes

ROOT = Path(__file__).resolve().parents[3]

PARENT = """
import sys, time
from gallery.gate.children import CHILDREN
from gallery.gate.limits import Limits
CHILDREN.examine(bytes.fromhex(sys.argv[1]), Limits())
print(CHILDREN.idle[-1].process.pid, flush=True)
{then}
"""


def parent(then: str) -> tuple[subprocess.Popen[str], int]:
    """Return a process that has had a picture examined, and the process id of its child."""
    command = [sys.executable, "-c", PARENT.format(then=then), picture_bytes(size=(9, 9)).hex()]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        return process, int(process.stdout.readline())


def is_gone(pid: int) -> bool:
    """Return whether a process ends soon; one that nobody has waited for yet has ended, too."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")


@linux
def test_a_child_ends_with_a_parent_that_is_killed() -> None:
    process, child = parent("time.sleep(60)")
    process.kill()
    process.wait()
    assert is_gone(child)


@linux
def test_a_child_ends_with_a_parent_that_ends() -> None:
    process, child = parent("")
    assert process.wait() == 0
    assert is_gone(child)


@linux
def test_a_child_ends_with_its_parent_although_a_fork_of_it_lives_on() -> None:
    process, child = parent("import os; os.fork() or (sys.stdout.close(), time.sleep(20), os._exit(0)); time.sleep(60)")
    time.sleep(0.3)
    process.kill()
    process.wait()
    assert is_gone(child)


def test_a_fork_has_children_of_its_own() -> None:
    module.CHILDREN.examine(picture_bytes(), Limits())
    before = module.CHILDREN.idle[-1].process.pid
    reading, writing = os.pipe()
    if (fork := os.fork()) == 0:  # pragma: no cover - another process
        try:
            empty = not module.CHILDREN.idle and not module.CHILDREN.everyone
            width = module.CHILDREN.examine(picture_bytes(), Limits()).facts.width
            other = module.CHILDREN.idle[-1].process.pid != before
            module.CHILDREN.close()
            os.write(writing, repr((empty, width, other)).encode())
        finally:
            os._exit(0)
    os.waitpid(fork, 0)
    assert os.read(reading, 99) == b"(True, 64, True)"
    os.close(reading)
    os.close(writing)
    assert module.CHILDREN.examine(picture_bytes(), Limits()).facts.width == 64
