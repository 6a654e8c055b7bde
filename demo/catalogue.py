"""The whole catalogue: every family's pictures in its folder, and captions.json beside the folders."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from demo.families import FAMILIES, Family
from demo.files import save
from demo.picture import Picture, Size

MOST_PER_FAMILY = 24  # beyond it palettes and compositions are dealt a second time, and captions repeat
SHARES = (0.85, 0.8, 0.9, 0.78, 1.0, 0.82)  # of the longest side, so that files differ in size as real ones do


@dataclass(frozen=True)
class Catalogue:
    """What was drawn, and where."""

    folder: Path
    families: int
    images: int
    bytes: int


def draw_catalogue(folder: Path, *, seed: int = 1, per_family: int = 12, long_side: int = 1760) -> Catalogue:
    """Draw every family into `folder`. The same seed and library versions give the same bytes.

    No side of a picture is longer than `long_side` pixels. Raises ValueError where there are too few or too many
    pictures to a family, or too few pixels to a picture.
    """
    if not 1 <= per_family <= MOST_PER_FAMILY:
        raise ValueError(f"per_family must be between 1 and {MOST_PER_FAMILY}, got {per_family}")
    if long_side < 64:
        raise ValueError(f"long_side must be at least 64 pixels, got {long_side}")
    captions, total = [], 0
    for family in FAMILIES:
        (folder / family.folder).mkdir(parents=True, exist_ok=True)
        for turn, picture in enumerate(draw_family(family, seed=seed, count=per_family, long_side=long_side)):
            path = folder / family.folder / f"{family.stem}-{turn + 1:02}.{family.formats[turn % len(family.formats)]}"
            total += save(picture.image, path)
            captions.append(_caption(path.name, picture))
    text = json.dumps(captions, indent=2, ensure_ascii=False)
    (folder / "captions.json").write_text(text + "\n", encoding="utf-8")
    return Catalogue(folder=folder, families=len(FAMILIES), images=len(captions), bytes=total)


def draw_family(family: Family, *, seed: int, count: int, long_side: int) -> Iterator[Picture]:
    """Draw the first `count` pictures of a family, each from its own seed, so that none depends on another."""
    for turn in range(count):
        yield family.draw(_generator(seed, family.folder, turn), _size(family, turn, long_side), turn)


def _generator(seed: int, folder: str, turn: int) -> np.random.Generator:
    # Python's own hash() of a string differs from run to run.
    digest = hashlib.sha256(f"{seed}/{folder}/{turn}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def _size(family: Family, turn: int, long_side: int) -> Size:
    width, height = family.shapes[turn % len(family.shapes)]
    longest = long_side * (1.0 if width > 2 * height else SHARES[turn % len(SHARES)])
    scale = longest / max(width, height)
    return round(width * scale), round(height * scale)


def _caption(name: str, picture: Picture) -> dict[str, str | list[str]]:
    return {
        "name": name,
        "caption": picture.caption,
        "alt": picture.alt,
        "description": picture.description,
        "tags": list(picture.tags),
    }
