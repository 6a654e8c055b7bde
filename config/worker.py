"""gunicorn's threads, with doors that close at once when a worker is to end."""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class ClosingWorker(ThreadWorker):  # type: ignore[misc]  # it comes without types
    """Answers whoever was let in, and lets nobody in whom it will not answer.

    gunicorn's own worker keeps its door open until its last answer is sent: the system goes on letting people in, who
    wait there and are cut off in the end. A door that is closed refuses them at once, and a proxy asks elsewhere.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as it is called
        """Begin or cease to let people in; once it is for good, close the door behind the last one."""
        super().set_accept_enabled(enabled)
        if not self.alive and not enabled:
            for listener in self.sockets:
                self.take_in_who_waits(listener)
                listener.close()

    def take_in_who_waits(self, listener: Any) -> None:
        """Take in all that the system has let in for us."""
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        while waiting.poll(0):
            self.accept(listener)
