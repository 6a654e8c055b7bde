"""Lists for other programs, as visitors see them but for folding: what is nearly the same has rows of its own."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from gallery.models import Image
from gallery.recommendations import Shown, shown_for_many

IMAGES_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True)
class ExportedList:
    """One image's name and its list."""

    name: str
    recommendations: list[Shown]

    def as_json(self) -> dict[str, Any]:
        """Return the list as other programs read it."""
        rows = [
            {"rank": shown.rank, "image": shown.image.original_name, "similarity": shown.similarity}
            for shown in self.recommendations
        ]
        return {"image": self.name, "recommendations": rows}


def lists() -> Iterator[ExportedList]:
    """Yield every published image with its list, in order of upload."""
    names = dict(Image.objects.published().order_by("pk").values_list("pk", "original_name"))
    ids = list(names)
    for start in range(0, len(ids), IMAGES_AT_A_TIME):
        for pk, shown in shown_for_many(ids[start : start + IMAGES_AT_A_TIME], folded=False).items():
            yield ExportedList(name=names[pk], recommendations=shown)


def write_json(stream: TextIO) -> int:
    """Write the lists as one JSON array and return how many there are."""
    count = 0
    stream.write("[")
    for count, exported in enumerate(lists(), start=1):
        stream.write(",\n" if count > 1 else "\n")
        stream.write(json.dumps(exported.as_json(), ensure_ascii=False))
    stream.write("\n]\n")
    return count


def write_csv(stream: TextIO) -> int:
    """Write the lists as one row a recommendation and return how many lists there are."""
    count = 0
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["image", "rank", "recommended", "similarity"])
    for exported in lists():
        count += 1
        for shown in exported.recommendations:
            writer.writerow([exported.name, shown.rank, shown.image.original_name, shown.similarity])
    return count
