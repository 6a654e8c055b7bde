"""Lists of another program into the catalogue, with a mark, and no run at work meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from gallery.models import Image, ImportedList
from recommender import runs, writing
from recommender.seed.lists import SeedLists
from recommender.seed.pickles import readable

MARKS_PER_STATEMENT = 2_000

NOT_THERE = "no published image was uploaded under this name"
NOBODY_LEFT = "no other image of its list is in the catalogue"


@dataclass(kw_only=True)
class Matched:
    """The lists of images that the catalogue has, by number, and why which names were skipped."""

    lists: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    entries_skipped: int = 0
    dry_run: bool = False

    @property
    def rows(self) -> int:
        """How many rows the lists have."""
        return sum(map(len, self.lists.values()))

    def as_json(self) -> dict[str, Any]:
        """Return the report as other programs read it."""
        return {
            "lists": len(self.lists),
            "rows": self.rows,
            "entries_skipped": self.entries_skipped,
            "skipped": [{"name": name, "reason": reason} for name, reason in self.skipped.items()],
            "dry_run": self.dry_run,
        }

    def lines(self) -> list[str]:
        """Return the report as lines for a person."""
        would = "would be " if self.dry_run else ""
        table = {
            f"lists {would}imported": len(self.lists),
            f"rows {would}written": self.rows,
            "names skipped": len(self.skipped),
            "entries skipped": self.entries_skipped,
        }
        named = [f"skipped: {readable(name)}: {reason}" for name, reason in self.skipped.items()]
        return [f"{name:<24}{count:,}" for name, count in table.items()] + named


def import_lists(lists: SeedLists, *, source: str, dry_run: bool = False) -> Matched:
    """Store the lists of the images that the catalogue has, each with a mark, and leave the other images' lists alone.

    With `dry_run` nothing is written. Raises AnotherRunAtWork where a run is alive.
    """
    if dry_run:
        matched = match(lists)
        matched.dry_run = True
        return matched
    with transaction.atomic(), runs.kept_away():
        matched = match(lists)
        writing.write(rows_of(matched.lists), ())
        mark(matched.lists, source)
    return matched


def match(lists: SeedLists) -> Matched:
    """Find the images that the lists are about; an image in its own list is left out, whatever its place."""
    matched, known = Matched(), images_by_name()
    names = {*lists, *(other for listed in lists.values() for other, _ in listed)}
    matched.skipped = {name: reason for name in sorted(names) if (reason := obstacle(known.get(name, [])))}
    images = {name: known[name][0] for name in names - matched.skipped.keys()}
    for owner, pk in images.items():
        entries = [(images.get(other), value) for other, value in lists.get(owner, [])]
        others = [(other, value) for other, value in entries if other is not None and other != pk]
        matched.entries_skipped += sum(other is None for other, _ in entries)
        if others:
            matched.lists[pk] = others
        elif owner in lists:
            matched.skipped[owner] = NOBODY_LEFT
    return matched


def images_by_name() -> dict[str, list[int]]:
    """Return the published images by the file name they were uploaded under."""
    known: dict[str, list[int]] = defaultdict(list)
    for pk, name in Image.objects.published().values_list("pk", "original_name").iterator(chunk_size=10_000):
        known[name].append(pk)
    return known


def obstacle(images: list[int]) -> str:
    """Return why a name cannot mean one image, if so."""
    if len(images) > 1:
        return f"{len(images)} published images were uploaded under this name"
    return "" if images else NOT_THERE


def rows_of(lists: dict[int, list[tuple[int, float]]]) -> writing.Rows:
    """Return lists row by row; ranks are those among the images that are there."""
    rows = [(pk, rank, other, value) for pk in sorted(lists) for rank, (other, value) in enumerate(lists[pk], start=1)]
    image, rank, recommended, similarity = zip(*rows, strict=True) if rows else ((), (), (), ())
    return writing.Rows(
        image=np.array(image, np.int64),
        rank=np.array(rank, np.int64),
        recommended=np.array(recommended, np.int64),
        similarity=np.array(similarity, np.float64),
    )


def mark(images: Iterable[int], source: str) -> None:
    """Note whose list was imported, and from where; images deleted before their rows were written get no note."""
    now, present = timezone.now(), set(Image.objects.values_list("pk", flat=True))
    ImportedList.objects.bulk_create(
        [ImportedList(image_id=pk, source=source, imported_at=now) for pk in images if pk in present],
        update_conflicts=True,
        unique_fields=["image"],
        update_fields=["source", "imported_at"],
        batch_size=MARKS_PER_STATEMENT,
    )
