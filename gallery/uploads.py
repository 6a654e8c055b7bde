"""The gate every picture passes: is it a whole picture, is it new; then its files are stored, then its row."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery import renditions
from gallery.gate.children import CHILDREN
from gallery.gate.exceptions import Refused as Refused
from gallery.gate.exceptions import reason_in as reason_in
from gallery.gate.formats import EXTENSIONS as EXTENSIONS
from gallery.gate.formats import in_words
from gallery.gate.limits import MIB, Limits
from gallery.metadata import Words
from gallery.models import Image, Tag
from gallery.storage import StorageFailed, originals

LIMITS = Limits(
    max_bytes=settings.UPLOAD_MAX_MEGABYTES * MIB,
    max_pixels=settings.UPLOAD_MAX_MEGAPIXELS * 10**6,
    max_side=settings.UPLOAD_MAX_SIDE,
    cpu_seconds=settings.UPLOAD_MAX_SECONDS,
    wall_seconds=3 * settings.UPLOAD_MAX_SECONDS,
)
MAX_BYTES = LIMITS.max_bytes
ACCEPTED = f"{in_words()}, up to {MAX_BYTES // MIB} MiB"
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class AlreadyInCatalogue(Exception):
    """A file whose very bytes are in the catalogue already, as `image`."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"already in the catalogue as #{image.pk}, “{image.title}”")
        self.image = image


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that has been decoded whole and found good. Width and height are those of the upright picture."""

    name: str
    content: bytes
    content_hash: str
    format: str
    width: int
    height: int
    dominant_colour: str
    words: Words
    taken_at: datetime | None
    renditions: dict[int, bytes]
    perceptual_hash: int | None


def examine(content: bytes, name: str) -> Upload:
    """Return what a file holds, or raise Refused with the reason."""
    if not content:
        raise Refused("the file is empty")
    if len(content) > MAX_BYTES:
        raise Refused(f"a file may have at most {MAX_BYTES // MIB} MiB, this one has more")
    examined = CHILDREN.examine(content, LIMITS)
    facts, words = examined.facts, Words.from_json(examined.facts.words)
    return Upload(
        name=clean_name(name),
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        format=facts.format,
        width=facts.width,
        height=facts.height,
        dominant_colour=facts.dominant_colour,
        words=words,
        taken_at=in_utc(words.taken_at),
        perceptual_hash=facts.perceptual_hash,
        renditions=examined.copies,
    )


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment that a file names; without an offset from UTC it is in the site's time zone."""
    if moment is None:
        return None
    try:
        return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).astimezone(UTC)
    except (OverflowError, ValueError):  # in the year 0001, which UTC lacks
        return None


def add(
    upload: Upload,
    *,
    title: str = "",
    alt_text: str = "",
    description: str = "",
    tags: Iterable[str] | None = None,
    published: bool = True,
) -> Image:
    """Make the row of an upload whose files are stored; raise AlreadyInCatalogue where its bytes are known.

    Where nothing is given, the file's own words are taken: `tags=()` means none, `tags=None` those of the file.
    """
    refuse_duplicate(upload.content_hash)
    image = Image(
        title=(title or upload.words.title or title_from(upload.name))[:200],
        alt_text=alt_text[:400],
        description=(description or upload.words.description)[:4000],
        published=published,
    )
    describe(image, upload)
    try:
        with transaction.atomic():
            image.save()
            image.tags.set(
                Tag.objects.named(clean_text(tag) for tag in (upload.words.keywords if tags is None else tags))
            )
    except IntegrityError:  # another request stored the same bytes in the meantime
        refuse_duplicate(upload.content_hash)
        raise
    return image


def refuse_duplicate(content_hash: str, *, replacing: Image | None = None) -> None:
    """Raise AlreadyInCatalogue where another image has these bytes."""
    known = Image.objects.filter(content_hash=content_hash).first()
    if known is not None and known != replacing:
        raise AlreadyInCatalogue(known)


def store_files(upload: Upload) -> None:
    """Write the original and its renditions to storage, or raise Refused. Needs no database, so threads may do it."""
    try:
        renditions.store(upload.renditions, upload.content_hash)
        originals().save(original_name_in_storage(upload), ContentFile(upload.content))
    except StorageFailed as failure:
        raise Refused(f"the storage did not take the file: {failure}; send it again later") from failure


def original_name_in_storage(upload: Upload) -> str:
    """Return the name of the original in its storage: from the content, never from the user."""
    return f"{upload.content_hash[:2]}/{upload.content_hash}.{EXTENSIONS[upload.format]}"


def describe(image: Image, upload: Upload) -> None:
    """Set what an image's row says of its file; the row is not saved."""
    image.original.name = original_name_in_storage(upload)
    image.original_name = upload.name
    image.content_hash = upload.content_hash
    image.width, image.height = upload.width, upload.height
    image.format = upload.format
    image.byte_size = len(upload.content)
    image.dominant_colour = upload.dominant_colour
    image.taken_at = image.taken_at or upload.taken_at
    image.perceptual_hash = upload.perceptual_hash


def clean_name(name: str) -> str:
    """Return a file's own name as harmless text: no folders, no control or direction characters."""
    last = PurePath(name.replace("\\", "/")).name
    return INVISIBLE.sub("", unicodedata.normalize("NFC", last)).strip()[-255:] or "unnamed"


def clean_text(text: str) -> str:
    """Return a text without the characters that no database takes."""
    return UNSTORABLE.sub("", text).strip()


def title_from(name: str) -> str:
    """Return a readable title made of a file's name."""
    words = re.sub(r"[\s_-]+", " ", PurePath(name).stem).strip()
    return (words[:1].upper() + words[1:])[:200] or "Untitled"
