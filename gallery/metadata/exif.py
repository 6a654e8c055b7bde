"""Words from EXIF: the camera's moment, its description, and what Windows lets people write."""

from __future__ import annotations

from datetime import datetime

from PIL import ExifTags
from PIL import Image as Picture

from gallery.metadata.iptc import decoded
from gallery.metadata.words import Words, telling

Base = ExifTags.Base


def read(opened: Picture.Image) -> Words:
    """Return what EXIF says; anything may be raised where it is broken."""
    exif = opened.getexif()
    return Words.cleaned(
        title=written_in_windows(exif, Base.XPTitle),
        description=telling(description(exif)) or written_in_windows(exif, Base.XPComment),
        keywords=written_in_windows(exif, Base.XPKeywords).split(";"),
        taken_at=moment(exif),
    )


def description(exif: Picture.Exif) -> str:
    """Return the description, which should be ASCII and often is UTF-8; Pillow takes it for Latin-1."""
    return decoded(str(exif.get(Base.ImageDescription) or "").encode("latin-1", errors="ignore")).strip("\0 ")


def written_in_windows(exif: Picture.Exif, tag: int) -> str:
    """Return a text of Windows' own tags."""
    return bytes(exif.get(tag) or b"").decode("utf-16-le", errors="ignore").partition("\0")[0]


def moment(exif: Picture.Exif) -> datetime | None:
    """Return when the camera says it took the picture, with its offset from UTC where it names one."""
    own = exif.get_ifd(ExifTags.IFD.Exif)
    taken, offset = (str(own.get(tag) or "").strip("\0 ") for tag in (Base.DateTimeOriginal, Base.OffsetTimeOriginal))
    for moment, form in ((taken + offset, "%Y:%m:%d %H:%M:%S%z"), (taken, "%Y:%m:%d %H:%M:%S")):
        try:
            return datetime.strptime(moment, form)  # noqa: DTZ007 - a local time is what most cameras know
        except ValueError:
            continue
    return None
