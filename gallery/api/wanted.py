"""What the operations on images, tags and decisions take, field by field."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from gallery.api.parameters import LARGEST_ID, Id
from gallery.models import Image
from gallery.search.terms import LONGEST_TEXT
from gallery.uploads import in_utc

LARGEST_PAGE = 10**9
LARGEST_SIZE = 200
PAGE_SIZE = 24
MOST_TAGS = 100
MOST_AT_ONCE = 200
LONGEST_TAG = 64
LONGEST_LIST = 100
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]|$)")
WORDS = {"true": True, "false": False}
LEFT_OUT: Any = None
"""Stands where nothing was said. It is not among what may be said, so the type does not know it."""


def written(value: Any) -> str:
    """Return what stands for a moment, unless it is a number, which could count anything since whenever."""
    if not (isinstance(value, str) and WRITTEN.match(value)):
        raise ValueError("must be a date, or a date and a time, such as 2026-03-01T12:00:00Z")
    return value


def yes_or_no(value: Any) -> bool:
    """Return what a text in an address or a form says, which is one of two words."""
    said = WORDS.get(str(value).lower())
    if said is None:
        raise ValueError("must be true or false")
    return said


def moment(value: datetime) -> datetime:
    """Return a moment in UTC; one without an offset is in the site's time zone."""
    in_time = in_utc(value)
    if in_time is None:
        raise ValueError("must be between the years 1 and 9999 in UTC, too")
    return in_time


def text(field: str, **more: Any) -> StringConstraints:
    """Return how a text of an image has to be: what the database takes, without space around it."""
    longest = getattr(Image._meta.get_field(field), "max_length")  # noqa: B009 - not every field has one
    return StringConstraints(strip_whitespace=True, max_length=longest, **more)


Moment = Annotated[datetime, Field(strict=False), BeforeValidator(written), AfterValidator(moment)]
Title = Annotated[str, text("title", min_length=1, pattern=r"\S")]
Description = Annotated[str, text("description")]
AltText = Annotated[str, text("alt_text")]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TAG, pattern=r"\S")]
TagNames = Annotated[list[TagName], Field(max_length=MOST_TAGS)]
FormTags = Annotated[
    list[Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TAG)]],
    Field(max_length=MOST_TAGS),
    AfterValidator(lambda names: [name for name in names if name]),
]
Order = Literal["newest", "oldest", "title", "updated"]

# What an address or a form can say: it may leave a value out, but it has no word for null.
YesOrNo = Annotated[bool | None, BeforeValidator(yes_or_no), WithJsonSchema({"type": "boolean"})]
LENGTH = {"type": "integer", "minimum": 1, "maximum": LONGEST_LIST}
COSINE = {"type": "number", "minimum": -1, "maximum": 1}


class Wanted(Schema):
    """What a body names; what it names besides is a mistake, and not passed over."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PageWanted(Schema):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=LARGEST_PAGE)
    size: int = Field(PAGE_SIZE, ge=1, le=LARGEST_SIZE, description="Entries on a page.")


class ImagesWanted(PageWanted):
    """Which images, in which order."""

    q: str = Field("", max_length=LONGEST_TEXT, description="Words to find, as in the gallery's search.")
    tag: str = Field("", max_length=LONGEST_TAG, description="A tag's slug.")
    sort: Annotated[Order | None, WithJsonSchema({"type": "string", "enum": get_args(Order)})] = Field(
        None, description="`newest` unless `updated_since` is given: then `updated`, the earliest change first."
    )
    updated_since: Annotated[Moment | None, WithJsonSchema({"type": "string", "format": "date-time"})] = Field(
        None, description="Images whose words, file or state changed then or later."
    )
    after: str = Field("", max_length=64, description="Where `next` goes on in a list by change; not to be made up.")
    published: YesOrNo = Field(None, description="Only published ones, or only drafts, for those who may see them.")


class Changes(Wanted):
    """What shall be different; what is not named stays."""

    title: Title = Field(default=LEFT_OUT)
    description: Description = Field(default=LEFT_OUT)
    alt_text: AltText = Field(default=LEFT_OUT)
    tags: TagNames = Field(default=LEFT_OUT, description="All tags that the image is to have.")
    taken_at: Moment | None = None
    published: bool = Field(default=LEFT_OUT)

    def given(self) -> dict[str, Any]:
        """Return what was named."""
        return self.model_dump(exclude_unset=True)


class ChangesOfOne(Wanted):
    """An image, and what shall be different there."""

    id: Id
    changes: Changes


ManyChanges = Annotated[list[ChangesOfOne], Field(min_length=1, max_length=MOST_AT_ONCE)]


class WordsOfUpload(Schema):
    """What is said of a new picture; what is left out comes from the file itself."""

    title: Annotated[str, text("title")] = ""
    description: Description = ""
    alt_text: AltText = ""
    tags: FormTags = Field(default=LEFT_OUT, description="Once for each tag; a single empty one: no tags.")
    published: YesOrNo = Field(None, description="Left out: published if you may publish, else a draft.")


class SimilarWanted(Schema):
    """How much of an image's list."""

    k: Annotated[int | None, Field(ge=1, le=LONGEST_LIST), WithJsonSchema(LENGTH)] = Field(
        None, description="At most so many; left out: as many as pages show."
    )
    min: Annotated[float | None, Field(ge=-1, le=1), WithJsonSchema(COSINE)] = Field(
        None, description="Only entries at least so similar."
    )
    folded: Annotated[bool, BeforeValidator(yes_or_no)] = Field(
        default=True, description="Whether images that are nearly the same stand in one entry, as on pages."
    )


class DecisionWanted(Wanted):
    """What shall hold on the page of an image about another one."""

    other: Id
    decision: Literal["pin", "hide", "undo"]
    both_ways: bool = Field(default=False, description="On the other image's page as well.")
    seen: int | None = Field(
        None, ge=0, le=LARGEST_ID, description="`last_event` as it was read: if it is another by now, nothing is done."
    )


class TagChanges(Wanted):
    """What a tag shall be called."""

    name: TagName
