"""The side that asks: a few decoding processes, kept warm, replaced when they die, ended with this process.

A fresh interpreter each, never a fork: a web process has threads, and a fork would copy their locks.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from gallery.gate import frames
from gallery.gate.exceptions import Refused
from gallery.gate.facts import Examined, Facts
from gallery.gate.limits import Limits

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-B", "-m", "gallery.gate.child")
PASSED_ON = {"PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT"}
"""Of the environment. A decoder needs neither passwords nor addresses."""

PLACES = 2
"""Pictures looked at at once by one process. Each may need more than a gigabyte; whoever comes third waits."""

ATTEMPTS = 3

log = logging.getLogger(__name__)


class Retired(Exception):
    """The child ended in order before it took the file; another has to."""


class Child:
    """One process and the pipes to it."""

    def __init__(self, command: tuple[str, ...] = COMMAND) -> None:
        environment = {name: value for name, value in os.environ.items() if name in PASSED_ON}
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, cwd=ROOT, env=environment, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            log.exception("The decoder cannot be started.")
            raise Refused("the picture cannot be looked at: the decoder cannot be started, try again later") from error
        self.requests = cast("io.FileIO", self.process.stdin)
        self.answers = cast("io.FileIO", self.process.stdout)
        self.is_late = False
        self.is_asked = False

    def is_ready(self) -> bool:
        """Return whether the process is there, with no question open."""
        return not self.is_asked and not self.is_late and self.process.poll() is None

    def examine(self, content: bytes, limits: Limits) -> Examined:
        """Have a file examined, or raise Refused with the reason."""
        self.is_asked = True
        clock = threading.Timer(limits.wall_seconds, self.stop_late)
        clock.start()
        try:
            answer = self.ask(content, limits)
        finally:
            clock.cancel()
            clock.join()  # or it might end this child while it looks at the next file
        if answer is None:
            raise self.reason_of_end(limits)
        self.is_asked = False
        return understood(*answer)

    def ask(self, content: bytes, limits: Limits) -> tuple[dict[str, Any], memoryview] | None:
        """Send a file and return the answer, or None where the child ends without one."""
        try:
            frames.write(self.requests, asdict(limits), content)
            return frames.read(self.answers)
        except (BrokenPipeError, frames.Garbled):
            return None

    def stop_late(self) -> None:
        """End the process because its time is up."""
        self.is_late = True
        self.process.kill()

    def reason_of_end(self, limits: Limits) -> Exception:
        """Return why there is no answer."""
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:  # it lives and talks nonsense
            self.stop()
            code = 1
        if code == 0 and not self.is_late:
            return Retired()
        log.warning("A decoder ended with %d while it looked at a file.", code)
        return Refused(f"the picture cannot be decoded: {self.what_ended_it(code, limits)}")

    def what_ended_it(self, code: int, limits: Limits) -> str:
        """Return the end of the sentence for the person whose file it was."""
        if self.is_late or code == -signal.SIGALRM:
            return f"it took longer than {limits.wall_seconds:g} seconds"
        if code == -signal.SIGXCPU:
            return f"it took more than {limits.cpu_seconds} seconds of computing"
        return "the decoder crashed"

    def stop(self) -> None:
        """End the process at once and let go of it."""
        self.process.kill()
        self.process.wait()
        self.close_pipes()

    def forget(self) -> None:
        """Let go of another process's child: the fork's copy of the pipe would keep it waiting for ever."""
        self.close_pipes()
        self.process.returncode = 0  # nobody here may wait for it

    def close_pipes(self) -> None:
        """Close both pipes; nothing is kept back in them."""
        self.requests.close()
        self.answers.close()


class Children:
    """At most `places` children, made when they are needed. Threads may share it."""

    def __init__(self, *, places: int = PLACES, start: Callable[[], Child] = Child) -> None:
        self.size = places
        self.start = start
        self.places = threading.BoundedSemaphore(places)
        self.idle: list[Child] = []
        self.everyone: set[Child] = set()

    def examine(self, content: bytes, limits: Limits) -> Examined:
        """Have a file examined by a child, or raise Refused with the reason."""
        with self.places:
            for _ in range(ATTEMPTS):
                child = self.take()
                try:
                    return child.examine(content, limits)
                except Retired:
                    continue
                finally:
                    self.give_back(child)
        raise Refused("the picture cannot be decoded: the decoder does not stay")

    def take(self) -> Child:
        """Return a child that lives and has nothing to do."""
        while self.idle:
            child = self.idle.pop()
            if child.is_ready():
                return child
            self.dismiss(child)
        child = self.start()
        self.everyone.add(child)
        return child

    def give_back(self, child: Child) -> None:
        """Keep a child for the next file, unless it is dead or in the middle of something."""
        if child.is_ready():
            self.idle.append(child)
        else:
            self.dismiss(child)

    def dismiss(self, child: Child) -> None:
        """End a child that is of no more use."""
        child.stop()
        self.everyone.discard(child)

    def close(self) -> None:
        """End every child."""
        self.idle.clear()
        for child in list(self.everyone):
            self.dismiss(child)

    def forget(self) -> None:
        """Begin anew in a process that was forked: the children are the parent's, and so may be the locks."""
        for child in self.everyone:
            child.forget()
        self.places = threading.BoundedSemaphore(self.size)
        self.idle, self.everyone = [], set()


def understood(head: dict[str, Any], body: memoryview) -> Examined:
    """Return what an answer says, or raise Refused with the reason it gives."""
    if "refused" in head:
        raise Refused(str(head["refused"]))
    copies, start = {}, 0
    for width, length in head["copies"].items():
        copies[int(width)] = bytes(body[start : start + length])
        start += length
    return Examined(facts=Facts(**head["facts"]), copies=copies)


CHILDREN = Children()
"""This process's own. None is started before a file comes."""

atexit.register(CHILDREN.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=CHILDREN.forget)
