"""What a worker needs before it works: Django's settings for the storage, and the same release as who asks."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PARTS = ("engine", "distributed")
"""Of the recommender: what workers compute with."""


class OtherRelease(Exception):
    """A worker has other code than who asks; what it computes might differ."""


@dataclass(frozen=True)
class Order:
    """What goes along with all work: which settings to use, and which release is meant."""

    settings: str
    release: str

    @classmethod
    def of_this_process(cls) -> Order:
        """Return the order of who asks."""
        return cls(settings=os.environ["DJANGO_SETTINGS_MODULE"], release=release())


@cache
def prepare(order: Order) -> None:
    """Make this worker ready, once; raise OtherRelease where its code is not that of who asks."""
    if release() != order.release:
        raise OtherRelease(
            f"{os.uname().nodename} has another release of Kindred than the machine that started the run; install the "
            "same on every node, and start Ray there again"
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", order.settings)
    import django

    django.setup()


@cache
def release() -> str:
    """Return a name for the code that computes: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    room = Path(__file__).resolve().parent.parent
    for path in sorted(path for part in PARTS for path in (room / part).glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
