"""The columns of a sheet: how each shows what an image has, reads what it is to have, and gives it that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gallery.models import Image, Tag, tag_slug
from gallery.sheet.cells import Unfit, joined, moment_meant, moment_shown, shortened, split, yes_or_no
from gallery.uploads import UNSTORABLE

KnownTags = Mapping[str, str]
"""The name of every tag by its slug: names that differ in case or marks only are one tag."""

LONGEST_TAG = 64


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column that can be changed. What is shown and read is text in one form, so that it can be compared."""

    heading: str
    stored_in: str
    show: Callable[[Image], str]
    read: Callable[[str, KnownTags], str]
    give: Callable[[Image, str], None]


def words(heading: str, name: str, *, required: bool = False) -> Column:
    """Return the column of a text of an image."""
    limit = int(getattr(Image._meta.get_field(name), "max_length"))  # noqa: B009 - not every field has one

    def read(cell: str, known: KnownTags) -> str:
        text = cell.strip()
        if required and not text:
            raise Unfit(f"a {heading} is required, the cell is empty")
        if len(text) > limit:
            raise Unfit(f"the {heading} may have at most {limit} characters, this one has {len(text)}")
        if UNSTORABLE.search(text):
            raise Unfit(f"the {heading} has a character in it that cannot be stored: {shortened(text)}")
        return text

    return Column(
        heading=heading,
        stored_in=name,
        show=lambda image: str(getattr(image, name)),
        read=read,
        give=lambda image, text: setattr(image, name, text),
    )


def read_tags(cell: str, known: KnownTags) -> str:
    """Return the tags of a cell by the names they have, and new ones as they are written."""
    named: dict[str, str] = {}
    for name in split(cell):
        if len(name) > LONGEST_TAG:
            raise Unfit(f"a tag may have at most {LONGEST_TAG} characters, {shortened(name)} has {len(name)}")
        if UNSTORABLE.search(name):
            raise Unfit(f"the tag {shortened(name)} has a character in it that cannot be stored")
        slug = tag_slug(name)
        named.setdefault(slug, known.get(slug, name))
    return joined(sorted(named.values()))


def give_tags(image: Image, text: str) -> None:
    """Give an image these tags and no other."""
    image.tags.set(Tag.objects.named(split(text)))


def give_moment(image: Image, text: str) -> None:
    """Say when an image was taken."""
    image.taken_at = moment_meant(text)


def give_published(image: Image, text: str) -> None:
    """Show an image to visitors or hide it."""
    image.published = text == "yes"


ID, FILE_NAME, CONTENT_HASH = "id", "file name", "SHA-256"

TAGS = Column(
    heading="tags",
    stored_in="tags",
    show=lambda image: joined(sorted(tag.name for tag in image.tags.all())),
    read=read_tags,
    give=give_tags,
)
PUBLISHED = Column(
    heading="published",
    stored_in="published",
    show=lambda image: "yes" if image.published else "no",
    read=lambda cell, known: yes_or_no(cell.strip()),
    give=give_published,
)
COLUMNS = (
    words("title", "title", required=True),
    words("description", "description"),
    words("alternative text", "alt_text"),
    TAGS,
    Column(
        heading="taken at",
        stored_in="taken_at",
        show=lambda image: moment_shown(image.taken_at),
        read=lambda cell, known: moment_shown(moment_meant(cell.strip())),
        give=give_moment,
    ),
    PUBLISHED,
)
BY_HEADING = {column.heading: column for column in COLUMNS}
HEADINGS = (ID, FILE_NAME, CONTENT_HASH, *BY_HEADING)


def known_tags() -> KnownTags:
    """Return the name of every tag by its slug."""
    return dict(Tag.objects.values_list("slug", "name"))


def same(one: str, other: str) -> bool:
    """Return whether two cells say the same; programs end lines in different ways."""
    return one == other or one.splitlines() == other.splitlines()
