"""What would change in the catalogue by a sheet, and what of the sheet cannot be taken over. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from gallery.models import Image, tag_slug
from gallery.sheet.cells import Unfit, shortened, split
from gallery.sheet.columns import (
    BY_HEADING,
    CONTENT_HASH,
    FILE_NAME,
    ID,
    PUBLISHED,
    TAGS,
    Column,
    KnownTags,
    known_tags,
    same,
)
from gallery.sheet.reading import Row, read

ROWS_AT_A_TIME = 500
NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What whoever offers the sheet may do besides changing words."""

    publish: bool = True
    make_tags: bool = True


@dataclass(frozen=True, kw_only=True)
class Change:
    """One cell that differs from what the catalogue has. Both texts are as a sheet shows them."""

    line: int
    image_id: int
    heading: str
    old: str
    new: str

    @property
    def column(self) -> Column:
        return BY_HEADING[self.heading]

    def __str__(self) -> str:
        values = f"{shortened(self.old)} becomes {shortened(self.new)}"
        return f"Line {self.line}: image {self.image_id}, {self.heading}: {values}"


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Everything in a sheet that differs, and a sentence for each row that cannot be taken over."""

    rows: int
    changes: list[Change]
    problems: list[str]

    @property
    def images(self) -> int:
        return len({change.image_id for change in self.changes})


@dataclass(kw_only=True)
class Comparison:
    """A sheet under way: what is known of the catalogue, and on which line each image was."""

    rights: Rights
    tags: KnownTags = field(default_factory=known_tags)
    lines: dict[int, int] = field(default_factory=dict)


def compare(content: bytes, *, rights: Rights) -> Differences:
    """Hold a sheet against the catalogue; raise NotASheet where it cannot be read at all."""
    comparison = Comparison(rights=rights)
    count, changes, problems = 0, list[Change](), list[str]()
    for some in batches(read(content)):
        images = images_of(some)
        count += len(some)
        for row in some:
            try:
                changes += changes_in(row, images, comparison)
            except Unfit as reason:
                problems.append(f"Line {row.line}: {reason}.")
    return Differences(rows=count, changes=changes, problems=problems)


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows some hundred at a time."""
    some: list[Row] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS_AT_A_TIME:
            yield some
            some = []
    if some:
        yield some


def images_of(rows: list[Row]) -> dict[str, Image]:
    """Return the images that rows may mean, by number and by content hash."""
    ids = [int(text) for row in rows if NUMBER.fullmatch(text := cell_of(row, ID))]
    hashes = [text.lower() for row in rows if (text := cell_of(row, CONTENT_HASH))]
    found = Image.objects.filter(Q(pk__in=ids) | Q(content_hash__in=hashes)).prefetch_related("tags")
    return {key: image for image in found for key in (str(image.pk), image.content_hash)}


def cell_of(row: Row, heading: str) -> str:
    """Return a cell without the space around it; empty where there is no such column."""
    return row.cells.get(heading, "").strip()


def changes_in(row: Row, images: dict[str, Image], comparison: Comparison) -> list[Change]:
    """Return what a row would change; raise Unfit where it cannot be taken over."""
    if row.reason:
        raise Unfit(row.reason)
    image = meant_by(row, images)
    earlier = comparison.lines.setdefault(image.pk, row.line)
    if earlier != row.line:
        raise Unfit(f"each image may be there once, image {image.pk} is on line {earlier} already")
    found: list[Change] = []
    for heading, cell in row.cells.items():
        column = BY_HEADING.get(heading)
        if column is None or same(cell, old := column.show(image)):
            continue
        new = column.read(cell, comparison.tags)
        if not same(new, old):
            allow(column, new, comparison)
            found.append(Change(line=row.line, image_id=image.pk, heading=heading, old=old, new=new))
    return found


def meant_by(row: Row, images: dict[str, Image]) -> Image:
    """Return the image that a row is about: by its number, or else by its file."""
    number, content_hash = cell_of(row, ID), cell_of(row, CONTENT_HASH).lower()
    if not number and not content_hash:
        raise Unfit(f"an {ID} or a {CONTENT_HASH} is required, both are missing")
    if number and not NUMBER.fullmatch(number):
        raise Unfit(f"the {ID} must be a whole number, got {shortened(number)}")
    image = images.get(str(int(number)) if number else content_hash)
    if image is None:
        wanted = f"{ID} {number}" if number else f"{CONTENT_HASH} {shortened(content_hash)}"
        raise Unfit(f"there is no image with the {wanted}")
    if content_hash and content_hash != image.content_hash:
        raise Unfit(f"image {image.pk} has another file than the one whose {CONTENT_HASH} is given")
    if cell_of(row, FILE_NAME) not in {"", image.original_name.strip()}:
        raise Unfit(f"the {FILE_NAME} of image {image.pk} is {shortened(image.original_name)}, it cannot be changed")
    return image


def allow(column: Column, new: str, comparison: Comparison) -> None:
    """Raise Unfit where whoever offers the sheet may not make this change."""
    rights = comparison.rights
    if column is PUBLISHED and not rights.publish:
        raise Unfit("published cannot be changed without the right to publish")
    if column is TAGS and not rights.make_tags:
        for name in split(new):
            if tag_slug(name) not in comparison.tags:
                raise Unfit(f"there is no tag {shortened(name)}, and new ones cannot be made without the right to")
