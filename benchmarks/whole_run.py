"""The command as an operator starts it, on 20,000 pictures: after few changes against a run that does everything.

python -m benchmarks.whole_run COUNT
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image as Picture

from benchmarks.measuring import Comparison

if TYPE_CHECKING:
    from gallery.models import Image

COUNT, SHARE, REPEATS = 20_000, 0.01, 5
SIDE, PATCHES = 256, 6
"""Pixels of a picture, and blurred patches of colour that it is made of, a side."""

WHY = (
    "the bundled weights look at 112 pixels a side and these pictures are small, so a full run is quick, while"
    " importing torch and torchvision takes over a second of any run that embeds at all."
)

ROOT = Path(__file__).resolve().parent.parent
COMPUTE = ["manage.py", "compute_recommendations", "--weights", "bundled", "--json", "--verbosity", "0"]


def compare(count: int = COUNT) -> list[Comparison]:
    """Return what the command costs with nothing to do and after one per cent of uploads, against full runs."""
    step = int(count * SHARE)
    with tempfile.TemporaryDirectory(prefix="kindred-bench-") as folder:
        call(folder, "manage.py", "migrate", "--verbosity", "0")
        upload(folder, 0, count)
        full = [timed(folder, embedded=count)]  # the first; nothing is remembered, as with --full
        nothing = [timed(folder, embedded=0) for _ in range(REPEATS)]
        full += [timed(folder, "--full", embedded=count) for _ in range(REPEATS - 1)]
        uploads = []
        for turn in range(REPEATS):
            upload(folder, count + turn * step, step)
            uploads.append(timed(folder, embedded=step))
    return [
        Comparison(
            task=f"the whole command, {change}",
            size=f"{count:,} pictures, SQLite",
            ours=statistics.median(seconds),
            peer="a full run",
            theirs=statistics.median(full),
            remark="start of Python included",
            aim=20 if seconds is uploads else None,
            why=WHY,
        )
        for change, seconds in {"nothing changed": nothing, "1 % uploaded": uploads}.items()
    ]


def timed(folder: str, *options: str, embedded: int) -> float:
    """Return how long a run takes that embeds so many pictures; raise AssertionError if it embeds another number."""
    started = time.perf_counter()
    report = json.loads(call(folder, *COMPUTE, *options))
    seconds = time.perf_counter() - started
    if report["embedded"] != embedded:
        raise AssertionError(f"The run should have embedded {embedded:,} pictures, it says {report}.")
    return seconds


def upload(folder: str, first: int, count: int) -> None:
    """Add pictures to the catalogue in a folder, in a process of its own."""
    call(folder, "-m", "benchmarks.whole_run", "add", str(first), str(count))


def call(folder: str, *arguments: str) -> str:
    """Run Python on the catalogue in a folder and return what it prints."""
    place = {"DATABASE_URL": f"sqlite:///{folder}/catalogue.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
    environment = {**os.environ, **place, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def add(first: int, count: int) -> None:
    """Store pictures of coloured patches as originals; renditions, which no run reads, are left out."""
    import django

    django.setup()
    from gallery.models import Image

    said: dict[str, Any] = {
        "title": "Image",
        "slug": "image",
        "width": SIDE,
        "height": SIDE,
        "format": "JPEG",
        "byte_size": 1,
    }
    for start in range(first, first + count, 1000):
        numbers = range(start, min(start + 1000, first + count))
        Image.objects.bulk_create([stored(number, said) for number in numbers])


def stored(number: int, said: dict[str, Any]) -> Image:
    """Store one picture, and return a row for it."""
    from django.core.files.base import ContentFile

    from gallery.models import Image
    from gallery.storage import originals

    content = drawn(number)
    digest = hashlib.sha256(content).hexdigest()
    name = originals().save(f"{digest[:2]}/{digest}.jpg", ContentFile(content))
    return Image(content_hash=digest, original=name, original_name=f"{number}.jpg", **said)


def drawn(number: int) -> bytes:
    """Return a JPEG, another for each number."""
    patches = np.random.default_rng(number).integers(0, 256, (PATCHES, PATCHES, 3), np.uint8)
    file = io.BytesIO()
    Picture.fromarray(patches).resize((SIDE, SIDE), Picture.Resampling.BICUBIC).save(file, "JPEG")
    return file.getvalue()


if __name__ == "__main__":
    if sys.argv[1] == "add":
        add(*map(int, sys.argv[2:]))
    else:
        for each in compare(int(sys.argv[1])):
            print(f"{each.task}: {each.ours:.1f} s, {each.peer} {each.theirs:.1f} s, {100 / each.ratio:.1f} %")
