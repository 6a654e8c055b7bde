"""What ought to be stored and shown, computed the slow way from files; what was computed once is remembered.

Files come from a pool with few colours, some of which differ in their brightness only: many are equal to the model, and
many more are equally far from a third.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from gallery import uploads
from gallery.models import CuratedPair
from gallery.uploads import Upload
from recommender import conf
from recommender.engine import vectors
from recommender.engine.decoding import decode
from recommender.engine.encoder import Encoder
from tests.factories import picture_bytes
from tests.fake_model import FakeModel
from tests.recommender.catalogue import Rows
from tests.recommender.engine.reference import cosine

COLOURS = ("#f03c00", "#3c3c3c", "#787878", "#003cf0", "#f0f000", "#00f03c", "#f03c3c", "#3c78f0", "#000000")
FILES = 7 * len(COLOURS)

Images = Mapping[int, int]
"""Images with the number of their file."""

Verdicts = dict[tuple[int, int], str]
"""Pairs of images, the one with the lower number first, with whether they are the same picture."""

EncoderType = Callable[[], Encoder]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a curator decided on two images."""

    image: int
    other: int
    kind: str
    both_ways: bool


@functools.cache
def file(number: int) -> Upload:
    """Return a file of the pool, whose copies are in the storage. Files of one colour differ in their bytes only."""
    size = (16, 12 + number // len(COLOURS))
    content = picture_bytes(colour=COLOURS[number % len(COLOURS)], size=size)
    upload = uploads.examine(content, f"file-{number}.png")
    uploads.store_files(upload)
    return upload


def is_black(number: int) -> bool:
    """Return whether a file of the pool is black."""
    return COLOURS[number % len(COLOURS)] == "#000000"


@functools.cache
def vector_of(number: int, encoder: EncoderType) -> list[float]:
    """Return the vector of a file."""
    pixels = decode(io.BytesIO(file(number).content), FakeModel().preprocessing)
    return [float(value) for value in vectors.to_unit(encoder().encode(pixels[None]))[0]]


@functools.cache
def similarity_of(one: int, other: int, encoder: EncoderType) -> float:
    """Return the similarity of two files; the sums are exact, so their order does not matter."""
    return cosine(vector_of(one, encoder), vector_of(other, encoder))


def rows_among(images: Images, *, k: int, encoder: EncoderType, listing: Collection[int] | None = None) -> Rows:
    """Return the rows that there ought to be among visible images; with `listing`, those that name no others.

    What is left out of a list that was made with it is not replaced.
    """
    wanted = images.keys() if listing is None else images.keys() & set(listing)
    return [
        (pk, rank, other, value)
        for pk in sorted(wanted)
        for rank, (other, value) in enumerate(listed(pk, images, k, encoder, wanted), start=1)
    ]


def listed(
    pk: int, images: Images, k: int, encoder: EncoderType, wanted: Collection[int]
) -> Iterable[tuple[int, float]]:
    """Return one image's list, spares included."""
    others = [(other, similarity_of(images[pk], file, encoder)) for other, file in images.items() if other != pk]
    best = sorted(others, key=lambda row: (-row[1], row[0]))[: k + conf.spares_for(k)]
    return [row for row in best if row[0] in wanted]


def shown_among(rows: Rows, visible: Collection[int], decisions: list[Decision], *, k: int) -> dict[int, list[int]]:
    """Return what the page of every visible image ought to show."""
    pages = {}
    for pk in visible:
        kinds = kinds_for(pk, decisions)
        pinned = [other for other, kind in kinds.items() if kind == CuratedPair.Kind.PIN and other in visible]
        others = [other for image, _, other, _ in rows if image == pk and other in visible and other not in kinds]
        pages[pk] = (pinned + others)[:k]
    return pages


def kinds_for(pk: int, decisions: list[Decision]) -> dict[int, str]:
    """Return what holds on an image's page for each other image: the latest decision."""
    kinds = {}
    for each in decisions:
        if each.image == pk:
            kinds[each.other] = each.kind
        elif each.other == pk and each.both_ways:
            kinds[each.image] = each.kind
    return kinds


def undisputed(verdicts: Verdicts, pins: Collection[int]) -> list[tuple[int, int]]:
    """Return the pairs that are the same picture, of a group with one pin at most of which nobody is not the same."""
    groups: dict[int, set[int]] = {}
    same = [pair for pair, verdict in verdicts.items() if verdict == "same"]
    for first, second in same:
        group = groups.get(first, {first}) | groups.get(second, {second})
        groups |= dict.fromkeys(group, group)
    apart = {pk for pair, verdict in verdicts.items() if verdict == "different" for pk in pair}
    return [pair for pair in same if not groups[pair[0]] & apart and len(groups[pair[0]] & {*pins}) < 2]
