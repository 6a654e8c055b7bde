"""What the operations on images, tags and decisions give back, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """A page of a list; `next` and `previous` are addresses."""

    items: list[Item]
    count: int
    page: int
    pages: int
    next: str | None
    previous: str | None


class RenditionOut(Schema):
    """A copy of the picture, as pages show it."""

    width: int
    url: str


class ImageOut(Schema):
    """An image, and what is known of it."""

    id: int
    title: str
    description: str
    alt_text: str
    tags: list[str]
    taken_at: datetime | None
    uploaded_at: datetime
    updated_at: datetime
    published: bool
    width: int
    height: int
    format: str
    byte_size: int
    content_hash: str
    dominant_colour: str
    renditions: list[RenditionOut]
    url: str


class NewImageOut(ImageOut):
    """An image that was just added, and which others it almost looks like."""

    looks_like: list[int]


class ChangedOut(Schema):
    """The images of a change of many, as they are now."""

    items: list[ImageOut]
    count: int


class BandOut(Schema):
    """What a similarity means in this catalogue."""

    key: Literal["nearly_same", "very_alike", "alike", "loosely_alike"]
    words: str


class SimilarOut(Schema):
    """One entry of a list."""

    rank: int
    image: ImageOut
    value: float | None = Field(description="The cosine of both vectors; null: pinned, and compared by no run.")
    band: BandOut | None = Field(description="Null where the catalogue is too small for words, or the list imported.")
    pinned: bool
    folded: list[int] = Field(description="Images that are nearly the same, and stand in this entry.")


class RunSaid(Schema):
    """The last run of the comparison."""

    id: int
    finished_at: datetime


class SimilarsOut(Schema):
    """The images most like one image, as its page shows them."""

    image: int
    items: list[SimilarOut]
    count: int
    cut_short: bool = Field(description="The list ends early, because nothing else is alike.")
    imported: bool = Field(description="The list was computed elsewhere, and so were its values.")
    waiting: bool = Field(description="No run has compared the image yet.")
    run: RunSaid | None


class DecisionOut(Schema):
    """A decision that holds on the page of an image about another one."""

    image: int
    other: int
    decision: Literal["pin", "hide"]
    both_ways: bool
    decided_by: str | None
    decided_at: datetime


class DecidedOut(Schema):
    """What became of a decision."""

    changed: bool = Field(description="False: that was so already.")
    holds: DecisionOut | None = Field(description="What holds now on the page of the image about the other one.")
    last_event: int = Field(description="The last entry of the pair's history; 0: there is none.")


class EventOut(Schema):
    """An entry of the history: who decided what on two images, and when."""

    id: int
    image: int
    other: int
    what: str
    words: str
    decided_by: str
    decided_at: datetime


class TagOut(Schema):
    """A tag, and how many published images have it."""

    id: int
    name: str
    slug: str
    images: int
    url: str
