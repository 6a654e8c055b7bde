"""What a run did, for a person and for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """An image that could not be embedded."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """What a run did, or with `dry_run` would do; `lists_changed` is unknown while images wait to be embedded."""

    images: int
    embedded: int
    unreadable: tuple[Unreadable, ...]
    lists_changed: int | None
    rows_written: int
    seconds: float
    weights: str
    fingerprint: str
    k: int
    dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the report as other programs read it."""
        return {
            "images": self.images,
            "embedded": self.embedded,
            "unreadable": [{"name": each.name, "reason": each.reason} for each in self.unreadable],
            "lists_changed": self.lists_changed,
            "rows_written": self.rows_written,
            "seconds": round(self.seconds, 3),
            "weights": self.weights,
            "fingerprint": self.fingerprint,
            "k": self.k,
            "dry_run": self.dry_run,
        }

    def lines(self) -> list[str]:
        """Return the report as lines for a person."""
        lists = "unknown until they are embedded" if self.lists_changed is None else f"{self.lists_changed:,}"
        would = "would be " if self.dry_run else ""
        table = {
            "images": f"{self.images:,}",
            f"{would}embedded": f"{self.embedded:,}",
            "unreadable": f"{len(self.unreadable):,}",
            f"lists {would}changed": lists,
            f"rows {would}written": f"{self.rows_written:,}",
            "per image": f"{self.k} shown",
            "weights": f"{self.weights} ({self.fingerprint[:12]})",
            "seconds": f"{self.seconds:.1f}",
        }
        named = [f"unreadable: {each.name}: {each.reason}" for each in self.unreadable]
        return [f"{name:<24}{value}" for name, value in table.items()] + named
