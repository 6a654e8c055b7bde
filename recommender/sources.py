"""Which images a model has not seen yet, and their originals as the model wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO

from django.db.models import Exists, F, OuterRef, QuerySet

from gallery.models import Image
from gallery.storage import StorageFailed, originals
from recommender import attempts, conf
from recommender.engine.decoding import decode
from recommender.engine.encoder import Pixels, Preprocessing
from recommender.engine.exceptions import UnreadableImage
from recommender.engine.threads import threads
from recommender.models import Attempt, Embedding

MISSING = "the original is missing in the storage; replace the file at the desk"
NOT_HANDED_OUT = "the original was not handed out by the storage"


Decode = Callable[[IO[bytes], Preprocessing], Pixels]
"""What makes pixels of a file, or raises UnreadableImage."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """An image to embed: its row, the content meant, and where that lies in the storage of originals."""

    image_id: int
    name: str
    content_hash: str
    file_name: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """An original after decoding: its pixels, or the reason why it has none.

    One that was not even asked for, because the storage had failed too often, says nothing of its image. `failure` is
    what the storage said, where it was the storage's.
    """

    original: Original
    pixels: Pixels | None = None
    reason: str = ""
    asked: bool = True
    failure: str = ""


class Patience:
    """How often in a row the storage may fail before it is asked no more, for each failure may take half a minute.

    Threads share it. A count that is off by one, since nothing is locked, does no harm.
    """

    def __init__(self, failures: float) -> None:
        self.failures = self.left = failures
        self.last = ""

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    def renew(self) -> None:
        """Note that the storage answered."""
        self.left = self.failures if self.left > 0 else 0

    def lose(self, reason: str) -> None:
        """Note that it failed, and how."""
        self.left, self.last = self.left - 1, reason


def waiting(fingerprint: str) -> QuerySet[Image]:
    """Return the images whose present content has no vector under this model."""
    seen = Embedding.objects.filter(
        image=OuterRef("pk"), fingerprint=fingerprint, content_hash=OuterRef("content_hash")
    )
    return Image.objects.filter(~Exists(seen)).exclude(content_hash__in=deadly()).order_by("pk")


def set_aside(fingerprint: str) -> QuerySet[Image]:
    """Return the images without a vector under this model that are not read any more, because runs died of them."""
    seen = Embedding.objects.filter(image=OuterRef("pk"), fingerprint=fingerprint)
    return Image.objects.filter(~Exists(seen.filter(content_hash=OuterRef("content_hash"))), content_hash__in=deadly())


def deadly() -> QuerySet[Attempt, str]:
    """Return the content hashes of the files that are not read any more."""
    return attempts.set_aside().values_list("content_hash", flat=True)


def embedded(fingerprint: str) -> QuerySet[Embedding]:
    """Return the vectors of visible images that fit their present content, in order of image."""
    fitting = Embedding.objects.filter(fingerprint=fingerprint, content_hash=F("image__content_hash"))
    return fitting.filter(image__published=True).order_by("image_id")


def originals_of(images: QuerySet[Image]) -> list[Original]:
    """Return where the originals of these images lie, in the images' order."""
    rows = images.values_list("pk", "original_name", "content_hash", "original")
    return [
        Original(image_id=pk, name=name, content_hash=content_hash, file_name=file_name)
        for pk, name, content_hash, file_name in rows
    ]


def batches(
    chosen: list[Original],
    preprocessing: Preprocessing,
    patience: Patience,
    *,
    begin: Callable[[list[Original]], None],
) -> Iterator[list[Source]]:
    """Yield the originals in batches, decoded; the next batch is decoded while the caller works on this one.

    `begin` is called with each batch before anything of it is read.
    """
    with threads(conf.DECODING_THREADS) as pool:
        under_way: list[Future[Source]] = []
        for start in range(0, len(chosen), conf.BATCH_IMAGES):
            batch = chosen[start : start + conf.BATCH_IMAGES]
            begin(batch)
            following = [pool.submit(read, original, preprocessing, patience) for original in batch]
            if under_way:
                yield [future.result() for future in under_way]
            under_way = following
        if under_way:
            yield [future.result() for future in under_way]


def one_by_one(
    chosen: list[Original],
    preprocessing: Preprocessing,
    patience: Patience,
    *,
    begin: Callable[[list[Original]], None],
) -> Iterator[list[Source]]:
    """Yield the originals each alone, none read ahead: whoever kills the process is the only one under way."""
    for original in chosen:
        begin([original])
        yield [read(original, preprocessing, patience)]


def read(original: Original, preprocessing: Preprocessing, patience: Patience, decode: Decode = decode) -> Source:
    """Return an original's pixels, or the reason why it has none. Needs no database, so threads may do it."""
    if patience.is_over:
        return Source(original=original, reason=patience.last, asked=False)
    try:
        with originals().open(original.file_name) as file:
            patience.renew()
            return Source(original=original, pixels=decode(file, preprocessing))
    except UnreadableImage as error:
        return Source(original=original, reason=str(error))
    except FileNotFoundError:
        patience.renew()
        return Source(original=original, reason=MISSING)
    except StorageFailed as failure:
        patience.lose(str(failure))
        reason = f"{NOT_HANDED_OUT}: {failure}; the next run asks again"[:300]
        return Source(original=original, reason=reason, failure=str(failure))
    except Exception as error:  # noqa: BLE001 - each storage fails in its own way; the image is named and the rest goes on
        return Source(original=original, reason=f"the original cannot be read: {error}"[:300])
