"""Which images a model has not seen yet, and their originals as the model wants them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from django.db.models import Exists, F, OuterRef, QuerySet

from gallery.models import Image
from gallery.storage import originals
from recommender import conf
from recommender.engine.decoding import decode
from recommender.engine.encoder import Pixels, Preprocessing
from recommender.engine.exceptions import UnreadableImage
from recommender.models import Embedding


@dataclass(frozen=True, kw_only=True)
class Source:
    """An image to embed: its row, the content meant, and its pixels or the reason why there are none."""

    image_id: int
    name: str
    content_hash: str
    pixels: Pixels | None = None
    reason: str = ""


def waiting(fingerprint: str) -> QuerySet[Image]:
    """Return the images whose present content has no vector under this model."""
    seen = Embedding.objects.filter(
        image=OuterRef("pk"), fingerprint=fingerprint, content_hash=OuterRef("content_hash")
    )
    return Image.objects.filter(~Exists(seen)).order_by("pk")


def embedded(fingerprint: str) -> QuerySet[Embedding]:
    """Return the vectors of visible images that fit their present content, in order of image."""
    fitting = Embedding.objects.filter(fingerprint=fingerprint, content_hash=F("image__content_hash"))
    return fitting.filter(image__published=True).order_by("image_id")


def batches(images: QuerySet[Image], preprocessing: Preprocessing) -> Iterator[list[Source]]:
    """Yield the images in batches, decoded; the next batch is decoded while the caller works on this one."""
    rows = list(images.values_list("pk", "original_name", "content_hash", "original"))
    with ThreadPoolExecutor(conf.DECODING_THREADS) as pool:
        under_way = None
        for start in range(0, len(rows), conf.BATCH_IMAGES):
            chunk = rows[start : start + conf.BATCH_IMAGES]
            following = [pool.submit(read, *row, preprocessing) for row in chunk]
            if under_way is not None:
                yield [future.result() for future in under_way]
            under_way = following
        if under_way is not None:
            yield [future.result() for future in under_way]


def read(image_id: int, name: str, content_hash: str, file_name: str, preprocessing: Preprocessing) -> Source:
    """Return a source with its pixels, or with the reason why it has none. Needs no database, so threads may do it."""
    source = Source(image_id=image_id, name=name, content_hash=content_hash)
    try:
        with originals().open(file_name) as file:
            return replace(source, pixels=decode(file, preprocessing))
    except UnreadableImage as error:
        return replace(source, reason=str(error))
    except Exception as error:  # noqa: BLE001 - each storage fails in its own way; the image is named and the rest goes on
        return replace(source, reason=f"the original cannot be read: {error}"[:300])
