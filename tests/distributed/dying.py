"""Work that no worker survives. A module of its own, since workers import it before Django has its settings."""

from __future__ import annotations

import os
import signal


def die(*arguments: object) -> None:
    """Take the worker along."""
    os.kill(os.getpid(), signal.SIGKILL)
