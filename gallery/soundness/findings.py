"""What is found to be wrong with a catalogue, and everybody who looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from gallery.snapshot import snapshot


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is wrong, in one sentence that ends with what mends it; `image` is the number of whose it is."""

    kind: str
    sentence: str
    image: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as other programs read it."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Look:
    """How to look: `fast` opens no file, and `using` is the database connection."""

    fast: bool
    using: str


Check = Callable[[Look], Iterator[Finding]]

OF_FILES: list[Check] = []
OF_ROWS: list[Check] = []
"""Made at one instant, so that nobody who writes meanwhile makes them err; files take too long for that."""


def of_files(check: Check) -> Check:
    """Have files checked whenever a catalogue is looked at."""
    OF_FILES.append(check)
    return check


def of_rows(check: Check) -> Check:
    """Have rows checked whenever a catalogue is looked at."""
    OF_ROWS.append(check)
    return check


def find(*, fast: bool) -> Iterator[Finding]:
    """Yield whatever is wrong, as it is found."""
    for check in OF_FILES:
        yield from check(Look(fast=fast, using=DEFAULT_DB_ALIAS))
    with snapshot() as alias:
        for check in OF_ROWS:
            yield from check(Look(fast=fast, using=alias))
