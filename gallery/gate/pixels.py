"""The work itself: from a file's bytes to what the catalogue keeps of them, with Pillow alone.

Meant to run in a child, because a decoder may crash, hang or swell; it works anywhere.
"""

from __future__ import annotations

import io
import warnings

from PIL import AvifImagePlugin, ImageCms, ImageOps, PngImagePlugin, UnidentifiedImageError
from PIL import Image as Picture

from gallery import likeness, metadata
from gallery.gate.exceptions import Refused, reason_in
from gallery.gate.facts import Examined, Facts
from gallery.gate.formats import EXTENSIONS, HEIF_IS_INSTALLED
from gallery.gate.limits import Limits
from gallery.gate.widths import height_for, widths_for

if HEIF_IS_INSTALLED:
    import pillow_heif

    pillow_heif.register_heif_opener()
    pillow_heif.options.DECODE_THREADS = 1

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a thread's stack and caches count as memory, and more cores would cost more
PngImagePlugin.MAX_TEXT_CHUNK = 16 * 1024**2  # profiles of printers and histories of edits have some megabytes

WEBP_QUALITY = 82


def examine(content: bytes, limits: Limits) -> Examined:
    """Return what a file holds, or raise Refused with the reason, or MemoryError."""
    opened = open_accepted(content, limits)
    picture = decode(opened)
    facts = Facts(
        format="JPEG" if opened.format == "MPO" else str(opened.format),  # MPO is a phone's JPEG of two pictures
        width=picture.width,
        height=picture.height,
        dominant_colour=dominant_colour(picture),
        words=metadata.read(opened).as_json(),  # only now: it may decode, and keep to itself that it cannot
        perceptual_hash=likeness.hash_of(picture),
    )
    del opened  # its decoder may hold as much as the picture
    return Examined(facts=facts, copies={width: encode(picture, width) for width in widths_for(picture.width)})


def open_accepted(content: bytes, limits: Limits) -> Picture.Image:
    """Open the header with the decoders of the accepted formats only, and hold it against the limits."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits follow, and are stricter
            opened = Picture.open(io.BytesIO(content), formats=list(EXTENSIONS))
    except UnidentifiedImageError:
        raise Refused(f"not a picture in an accepted format ({', '.join(EXTENSIONS)})") from None
    except Picture.DecompressionBombError:
        raise Refused(limits.too_many_pixels("has far more")) from None
    except Exception as error:  # a decoder may raise anything on a malicious header
        raise unless_memory(error, "the picture cannot be read") from error
    if max(opened.size) > limits.max_side or opened.width * opened.height > limits.max_pixels:
        raise Refused(limits.too_many_pixels(f"is {opened.width} x {opened.height}"))
    return opened


def decode(opened: Picture.Image) -> Picture.Image:
    """Decode every pixel, and return the picture upright and in sRGB; transparency is kept."""
    try:
        opened.load()
        if opened.mode in {"P", "PA"} and opened.palette is None:
            raise ValueError("its palette is missing")
        ImageOps.exif_transpose(opened, in_place=True)
        return in_srgb(opened)
    except Exception as error:  # a decoder may raise anything on damaged data
        raise unless_memory(error, "the picture is damaged or cut off") from error


def unless_memory(error: Exception, complaint: str) -> Exception:
    """Return a refusal with the decoder's complaint, or MemoryError, in whose name decoders speak in several ways."""
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return MemoryError()
    return Refused(f"{complaint}: {reason_in(error)}")


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
    """Return the colour that most of the picture has, what is transparent laid on white, as #rrggbb."""
    small = on_white(picture.resize((48, 48), Picture.Resampling.BOX)).quantize(6)
    most_common = small.histogram().index(max(small.histogram()))
    red, green, blue = (small.getpalette() or [])[3 * most_common : 3 * most_common + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def on_white(picture: Picture.Image) -> Picture.Image:
    """Return the picture as RGB, what is transparent laid on white."""
    if picture.mode == "RGB":
        return picture
    ground = Picture.new("RGBA", picture.size, "white")
    return Picture.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")


def encode(picture: Picture.Image, width: int) -> bytes:
    """Return the picture `width` pixels wide as WebP. Nothing but pixels goes in: no EXIF, profile or comment."""
    height = height_for(picture.width, picture.height, width)
    small = picture if width == picture.width else picture.resize((width, height), Picture.Resampling.LANCZOS)
    small.info = {}
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=WEBP_QUALITY, method=4)
    return buffer.getvalue()
