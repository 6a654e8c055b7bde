"""Plain makers of pictures, files and rows. Everything is keyword-only and says what the test is about."""

from __future__ import annotations

import hashlib
import io
import itertools
import zipfile
from pathlib import Path
from typing import Any

from PIL import Image as Picture

from gallery import uploads
from gallery.models import Change, CuratedPair, Image, PairEvent, PairVerdict, Publication, Recommendation, Tag

serial = itertools.count(1)


def picture_bytes(
    *, colour: str = "teal", size: tuple[int, int] = (64, 48), kind: str = "PNG", **options: Any
) -> bytes:
    """Return a picture of one colour as a file's bytes."""
    buffer = io.BytesIO()
    Picture.new("RGB", size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def make_image(*, title: str = "", published: bool = True, tags: tuple[str, ...] = (), **fields: Any) -> Image:
    """Return a row without files: enough wherever no file is opened. Its content hash is its own."""
    number = next(serial)
    image = Image(
        title=title or f"Image {number}",
        published=published,
        original_name=fields.pop("original_name", f"image-{number}.png"),
        content_hash=fields.pop("content_hash", hashlib.sha256(f"{number}".encode()).hexdigest()),
        width=fields.pop("width", 640),
        height=fields.pop("height", 480),
        format="PNG",
        byte_size=1,
        **fields,
    )
    image.save()
    image.tags.set(Tag.objects.named(tags))
    return image


def upload_image(*, title: str = "", name: str = "", **picture: Any) -> Image:
    """Return an image with its files, through the gate that every upload passes. Colours must differ to be new."""
    upload = uploads.examine(picture_bytes(**picture), name or f"upload-{next(serial)}.png")
    uploads.store_files(upload)
    return uploads.add(upload, title=title)


def recommend(image: Image, *recommended: Image, similarity: float = 0.9) -> list[Recommendation]:
    """Store a list for an image, best first, each a little less similar than the one before."""
    rows = [
        Recommendation(image=image, recommended=other, rank=rank, similarity=similarity - rank / 100)
        for rank, other in enumerate(recommended, start=1)
    ]
    Change.objects.note()  # as a run does
    return Recommendation.objects.bulk_create(rows)


def publish(*, shown: int = 8, limits: tuple[float, float, float] | None = (0.5, 0.7, 0.9)) -> Publication:
    """Say how many recommendations pages show, and from where on they are alike, very alike and nearly the same."""
    alike, very_alike, nearly_same = limits or (None, None, None)
    return Publication.objects.create(
        pk=1,
        shown=shown,
        alike_from=alike,
        very_alike_from=very_alike,
        nearly_same_from=nearly_same,
        fingerprint="f" * 64,
    )


def picture_file(*, folder: Path, name: str, **picture: Any) -> Path:
    """Write a picture into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(picture_bytes(**picture))
    return path


def zip_file(*, path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip archive of these members, uncompressed so that a test can find their bytes in it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def decide(*, image: Image, other: Image, kind: str, both_ways: bool = False) -> CuratedPair:
    """Store a curator's decision on two images."""
    return CuratedPair.objects.create(image=image, other=other, kind=kind, both_ways=both_ways)


def judge(one: Image, other: Image, verdict: str) -> PairVerdict:
    """Store whether two images are the same picture."""
    first, second = sorted((one, other), key=lambda image: image.pk)
    return PairVerdict.objects.create(first=first, second=second, verdict=verdict)


def remember(image: Image, other: Image, what: str, *, name: str = "") -> PairEvent:
    """Add an entry to the history of decisions."""
    return PairEvent.objects.create(image=image, other=other, what=what, name=name)
