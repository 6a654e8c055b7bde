"""What the recommender's operations take and give back, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, WithJsonSchema

from gallery.api.schemas import BandOut, ImageOut
from gallery.api.wanted import COSINE, LENGTH, LONGEST_LIST


class RunOut(Schema):
    """A run of compute_recommendations, as the desk shows it."""

    id: int
    status: Literal["running", "done", "failed", "abandoned"]
    started_at: datetime
    finished_at: datetime | None = Field(description="When its lists were published; null: it is at work.")
    weights: str = Field(description="imagenet, bundled, or the path of a file.")
    fingerprint: str = Field(description="The model: vectors of two are never compared.")
    k: int = Field(description="Recommendations shown per image.")
    images: int
    embedded: int
    unreadable: int
    lists_changed: int
    rows_written: int
    percentiles: dict[str, float] = Field(description="Similarities of random pairs, by percentile.")
    overlap: float | None = Field(description="Share of what was shown before and is shown after; null: nothing was.")
    message: str


class NeighboursWanted(Schema):
    """How many neighbours of a picture."""

    k: Annotated[int | None, Field(ge=1, le=LONGEST_LIST), WithJsonSchema(LENGTH)] = Field(
        None, description="At most so many; left out: as many as pages show."
    )
    min: Annotated[float | None, Field(ge=-1, le=1), WithJsonSchema(COSINE)] = Field(
        None, description="Only images at least so similar."
    )


class NeighbourOut(Schema):
    """An image of the catalogue that is like the picture."""

    rank: int
    image: ImageOut
    value: float = Field(description="The cosine of both vectors.")
    band: BandOut | None = Field(description="Null where the catalogue is too small for words.")


class NeighboursOut(Schema):
    """The published images most like a picture that was sent, best first."""

    items: list[NeighbourOut]
    count: int
    fingerprint: str = Field(description="The model that compared.")
