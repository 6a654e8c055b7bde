"""What a run did, for a person and for a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown until they are embedded"


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """An image that could not be embedded."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Matches:
    """What a run wrote about where images match, or would write; unknown while images wait to be embedded."""

    written: int | None
    removed: int | None
    unreadable: tuple[Unreadable, ...] = ()
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as other programs read it."""
        return {
            "written": self.written,
            "removed": self.removed,
            "unreadable": listed(self.unreadable),
            "remark": self.remark,
        }

    def summary(self, *, dry_run: bool) -> str:
        """Return it in a few words."""
        if self.written is None:
            return UNKNOWN
        would_be = "would be " if dry_run else ""
        return f"{self.written:,} {would_be}written, {self.removed:,} removed"

    def lines(self) -> list[str]:
        """Return what a person has to know besides."""
        named = [f"not matched: {each.name}: {each.reason}" for each in self.unreadable]
        return [*named, *([self.remark] if self.remark else [])]


@dataclass(frozen=True, kw_only=True)
class Indexed:
    """How many vectors entered and left the index for pictures from outside; why it is not as it should be, if so."""

    added: int = 0
    removed: int = 0
    remark: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as other programs read it."""
        return {"added": self.added, "removed": self.removed, "remark": self.remark}

    def summary(self) -> str:
        """Return it in a few words."""
        return f"{self.added:,} added, {self.removed:,} removed"


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
    matches: Matches | None = None
    remarks: tuple[str, ...] = ()
    index: Indexed | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the report as other programs read it."""
        return {
            "images": self.images,
            "embedded": self.embedded,
            "unreadable": listed(self.unreadable),
            "lists_changed": self.lists_changed,
            "rows_written": self.rows_written,
            "seconds": round(self.seconds, 3),
            "weights": self.weights,
            "fingerprint": self.fingerprint,
            "k": self.k,
            "dry_run": self.dry_run,
            "matches": self.matches.as_json() if self.matches else None,
            "remarks": list(self.remarks),
            "index": self.index.as_json() if self.index else None,
        }

    def lines(self) -> list[str]:
        """Return the report as lines for a person."""
        lists = UNKNOWN if self.lists_changed is None else f"{self.lists_changed:,}"
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
        if self.matches:
            table["matches"] = self.matches.summary(dry_run=self.dry_run)
            named += self.matches.lines()
        if self.index:
            table["index"] = self.index.summary()
            named += [self.index.remark] if self.index.remark else []
        return [f"{name:<24}{value}" for name, value in table.items()] + named + list(self.remarks)


def listed(unreadable: tuple[Unreadable, ...]) -> list[dict[str, str]]:
    """Return what could not be read as other programs read it."""
    return [{"name": each.name, "reason": each.reason} for each in unreadable]
