"""Texts that break other programs, packed into as few images as they fit in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from gallery.models import Image, Tag
from gallery.uploads import clean_name, clean_text
from tests.factories import make_image, publish, recommend

FILE = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads" / "naughty-strings.json"
SHOWN = 6
MARKUP = set("<>\"'&")


def strings() -> list[str]:
    """Return the texts as a curator's form would take them, each once, those with markup first."""
    if not FILE.exists():
        pytest.skip(f"{FILE} is not there")
    taken = dict.fromkeys(clean_text(text) for text in json.loads(FILE.read_text(encoding="utf-8")))
    return sorted(filter(None, taken), key=MARKUP.isdisjoint)


def packed(texts: Iterable[str], *, longest: int) -> Iterator[str]:
    """Yield the texts, as many in one as fit; what is too long by itself is cut."""
    pack = ""
    for text in texts:
        if pack and len(pack) + 1 + len(text) > longest:
            yield pack.strip()
            pack = ""
        pack = f"{pack} {text}"[:longest] if pack else text[:longest]
    yield pack.strip()


def hang(texts: list[str]) -> list[Image]:
    """Return images that have the texts as titles, descriptions, alternative texts, file names and tags."""
    titles, alts = list(packed(texts, longest=200)), list(packed(texts, longest=400))
    descriptions = list(packed(texts, longest=4000))
    images = [
        make_image(
            title=title,
            description=descriptions[number % len(descriptions)],
            alt_text=alts[number] if number < len(alts) else "",
            original_name=clean_name(title.replace("/", "").replace("\\", "")),
            tags=tuple(texts[number :: len(titles)]),
        )
        for number, title in enumerate(titles)
    ]
    for place, image in enumerate(images):
        recommend(image, *[images[(place + step) % len(images)] for step in range(1, SHOWN + 1)])
    return images


def hang_harmless() -> list[Image]:
    """Return images whose words are harmless, and that stand as those of `hang` do: so are pages made."""
    images = [
        make_image(
            title=f"Boat {number}",
            description="In the harbour.",
            alt_text="A boat" if number % 2 else "",
            tags=("sea", "dawn"),
        )
        for number in range(SHOWN + 1)
    ]
    for place, image in enumerate(images):
        recommend(image, *images[place + 1 :], *images[:place])
    publish(shown=SHOWN, limits=(0.5, 0.7, 0.85))
    return images


def tag_names(image: Image) -> list[str]:
    """Return the names of an image's tags as its page lists them."""
    return list(Tag.objects.filter(images=image).values_list("name", flat=True))


def hang_harmless_more(count: int) -> list[Image]:
    """Return so many images that stand alone, so that the desk's lists have more than one page."""
    return [make_image(description="A harbour.", tags=("harbour",)) for _ in range(count)]
