"""Pictures of four colours, and where they match, computed the slow way."""

from __future__ import annotations

import io

from PIL import Image as Picture

from gallery import uploads
from gallery.models import Image, Match, Recommendation
from recommender.engine import vectors
from tests.factories import serial
from tests.fake_model import FakeModel, LocatingEncoder
from tests.recommender.catalogue import pixels_of

QUARTERS = (
    ("red", "gold", "black", "navy"),
    ("red", "white", "teal", "pink"),
    ("tan", "gold", "teal", "black"),
    ("plum", "green", "orange", "navy"),
    ("brown", "gold", "white", "pink"),
    ("black", "green", "tan", "teal"),
    ("navy", "red", "plum", "white"),
)

Rows = dict[tuple[int, int], tuple[str, int, float, list[int]]]
"""Image and other, with key, side, what was seen, and the cells."""


def file_of(colours: tuple[str, ...]) -> bytes:
    """Return a picture of four quarters as a file's bytes."""
    picture, buffer = Picture.new("RGB", (2, 2)), io.BytesIO()
    for place, colour in enumerate(colours):
        picture.paste(colour, (place % 2, place // 2, place % 2 + 1, place // 2 + 1))
    picture.resize((32, 32), Picture.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()


def upload(*colours: str) -> Image:
    """Upload a picture of four quarters."""
    checked = uploads.examine(file_of(colours), f"quarters-{next(serial)}.png")
    uploads.store_files(checked)
    return uploads.add(checked)


def replace(image: Image, *colours: str) -> None:
    """Give an image another file."""
    checked = uploads.examine(file_of(colours), "replacement.png")
    uploads.store_files(checked)
    uploads.describe(image, checked)
    image.save()


def fill(*, count: int) -> list[Image]:
    """Upload so many pictures of four quarters."""
    return [upload(*colours) for colours in QUARTERS[:count]]


def locating(**fields: str) -> FakeModel:
    """Return a model that tells where it saw what."""
    return FakeModel(encoder=LocatingEncoder(), **fields)  # type: ignore[arg-type]


def stored() -> Rows:
    """Return every stored row."""
    return {
        (row.image_id, row.other_id): (row.key, row.side, row.seen, list(bytes(row.cells)))
        for row in Match.objects.all()
    }


def expected(model: FakeModel) -> Rows:
    """Return the rows that there ought to be for the lists that are stored, both sides of every pair."""
    images = {image.pk: image for image in Image.objects.all()}
    listed = set(Recommendation.objects.values_list("image_id", "recommended_id"))
    sides = listed | {(other, image) for image, other in listed}
    return {(image, other): row_of(images[image], images[other], model) for image, other in sides}


def row_of(image: Image, other: Image, model: FakeModel) -> tuple[str, int, float, list[int]]:
    """Return the row of one side of a pair: each cell's product with the other's vector, by the largest."""
    encoder = LocatingEncoder()
    (features,) = vectors.to_unit(encoder.encode(pixels_of(other, model.preprocessing)[None]))
    (grid,) = encoder.grids(pixels_of(image, model.preprocessing)[None])
    cells = [sum(a * b for a, b in zip(cell, features.tolist(), strict=True)) for cell in grid.reshape(4, 512).tolist()]
    key = Match.key_of(image.content_hash, other.content_hash, model.fingerprint)
    return key, 2, 1.0, [round(255 * cell / max(cells)) for cell in cells]
