"""The gate every picture passes: is it a whole picture, is it new; then its files are stored, then its row."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from gallery import likeness, metadata, renditions
from gallery.metadata import Words
from gallery.models import Image, Tag
from gallery.storage import originals

EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 16_383  # more does not fit into WebP, the format of the renditions
PIXEL_LIMITS = f"a picture may have at most {MAX_PIXELS // 10**6} megapixels and {MAX_SIDE} pixels a side"
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class Refused(Exception):
    """A file that cannot enter the catalogue; the message is one sentence for the person who offered it."""


class AlreadyInCatalogue(Exception):
    """A file whose very bytes are in the catalogue already, as `image`."""

    def __init__(self, image: Image) -> None:
        super().__init__(f"already in the catalogue as #{image.pk}, “{image.title}”")
        self.image = image


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that has been opened, decoded whole and found good. `picture` is upright and in sRGB."""

    name: str
    content: bytes
    content_hash: str
    format: str
    picture: Picture.Image
    dominant_colour: str
    words: Words
    taken_at: datetime | None
    perceptual_hash: int | None


def examine(content: bytes, name: str) -> Upload:
    """Return what a file holds, or raise Refused with the reason."""
    if len(content) > MAX_BYTES:
        raise Refused(f"a file may have at most {MAX_BYTES // 1024**2} MiB, this one has more")
    opened = open_accepted(content)
    format_name = "JPEG" if opened.format == "MPO" else str(opened.format)  # MPO is a phone's JPEG of two pictures
    picture = decode(opened)
    words = metadata.read(opened)  # only now: it may decode, and keep to itself that it cannot
    return Upload(
        name=clean_name(name),
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        format=format_name,
        picture=picture,
        dominant_colour=dominant_colour(picture),
        words=words,
        taken_at=in_utc(words.taken_at),
        perceptual_hash=likeness.hash_of(picture),
    )


def open_accepted(content: bytes) -> Picture.Image:
    """Open the header with the decoders of the accepted formats only, and hold it against the limits."""
    if not content:
        raise Refused("the file is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits follow, and are stricter
            opened = Picture.open(io.BytesIO(content), formats=list(EXTENSIONS))
    except UnidentifiedImageError:
        raise Refused(f"not a picture in an accepted format ({', '.join(EXTENSIONS)})") from None
    except Picture.DecompressionBombError:
        raise Refused(f"{PIXEL_LIMITS}, this one has far more") from None
    except Exception as error:  # a decoder may raise anything on a malicious header
        raise Refused(f"the picture cannot be read: {reason_in(error)}") from error
    if max(opened.size) > MAX_SIDE or opened.width * opened.height > MAX_PIXELS:
        raise Refused(f"{PIXEL_LIMITS}, this one is {opened.width} x {opened.height}")
    return opened


def decode(opened: Picture.Image) -> Picture.Image:
    """Decode every pixel, apply the EXIF orientation and convert to sRGB; transparency is kept."""
    try:
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        return in_srgb(upright)
    except Exception as error:  # a decoder may raise anything on damaged data
        raise Refused(f"the picture is damaged or cut off: {reason_in(error)}") from error


def in_srgb(picture: Picture.Image) -> Picture.Image:
    """Return the picture as RGB or RGBA in sRGB; a profile that cannot be used is left aside."""
    transparent = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if transparent else "RGB"
    if transparent:  # before the profile, whose use forgets which colour is the transparent one
        picture = picture.convert(mode)
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert(mode)


def dominant_colour(picture: Picture.Image) -> str:
    """Return the colour that most of the picture has, as #rrggbb."""
    small = on_white(picture).resize((48, 48), Picture.Resampling.BOX).quantize(6)
    most_common = small.histogram().index(max(small.histogram()))
    red, green, blue = (small.getpalette() or [])[3 * most_common : 3 * most_common + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def on_white(picture: Picture.Image) -> Picture.Image:
    """Return the picture as RGB, what is transparent laid on white."""
    if picture.mode == "RGB":
        return picture
    ground = Picture.new("RGBA", picture.size, "white")
    return Picture.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


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
    """Write the original and its renditions to storage. Needs no database, so threads may do it."""
    renditions.make_all(upload.picture, upload.content_hash)
    originals().save(original_name_in_storage(upload), ContentFile(upload.content))


def original_name_in_storage(upload: Upload) -> str:
    """Return the name of the original in its storage: from the content, never from the user."""
    return f"{upload.content_hash[:2]}/{upload.content_hash}.{EXTENSIONS[upload.format]}"


def describe(image: Image, upload: Upload) -> None:
    """Set what an image's row says of its file; the row is not saved."""
    image.original.name = original_name_in_storage(upload)
    image.original_name = upload.name
    image.content_hash = upload.content_hash
    image.width, image.height = upload.picture.size
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


def reason_in(error: Exception) -> str:
    """Return a decoder's complaint as one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
