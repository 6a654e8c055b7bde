"""Files with metadata, as a test needs them: packets, blocks and whole pictures."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from typing import Any

from PIL import ExifTags
from PIL import Image as Picture

from gallery import metadata
from gallery.metadata import Words
from tests.factories import picture_bytes

Base = ExifTags.Base
NAMES = """xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
xmlns:exif="http://ns.adobe.com/exif/1.0/" """


def xmp(properties: str = "", *, attributes: str = "", before: str = "") -> bytes:
    """Return a packet with these properties of the picture."""
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{before}<x:xmpmeta xmlns:x="adobe:ns:meta/">
    <rdf:RDF {NAMES}><rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>
    <?xpacket end="w"?>"""
    return packet.encode()


def title(text: str) -> str:
    return f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:title>'


def description(text: str) -> str:
    return title(text).replace("dc:title", "dc:description")


def keywords(*texts: str) -> str:
    return f"<dc:subject><rdf:Bag>{''.join(f'<rdf:li>{text}</rdf:li>' for text in texts)}</rdf:Bag></dc:subject>"


def iptc(*fields: tuple[int, bytes]) -> bytes:
    """Return a block of these fields of the second record."""
    return b"".join(struct.pack(">BBBH", 0x1C, 2, number, len(value)) + value for number, value in fields)


def resource(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)


def with_iptc(jpeg: bytes, block: bytes, *, seen: bytes | None = None) -> bytes:
    """Return a JPEG file with a block, and with the fingerprint of the block that was last seen beside XMP."""
    resources = resource(0x0404, block)
    if seen is not None:
        resources += resource(0x0425, hashlib.md5(seen, usedforsecurity=False).digest())
    payload = b"Photoshop 3.0\0" + resources
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def exif(own: dict[int, Any] | None = None, **fields: Any) -> Picture.Exif:
    """Return EXIF with these fields, and with these of the camera's own part."""
    made = Picture.Exif()
    for name, value in fields.items():
        made[getattr(Base, name)] = value
    made.get_ifd(ExifTags.IFD.Exif).update(own or {})
    return made


def words_in(content: bytes) -> Words:
    """Return what a file says of itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow looks into EXIF when it opens a file, and warns of what is broken
        opened = Picture.open(io.BytesIO(content))
    with opened:
        opened.load()
        return metadata.read(opened)


def words_of(*, kind: str = "JPEG", **options: Any) -> Words:
    """Return what a picture says of itself that is saved with these options."""
    return words_in(picture_bytes(kind=kind, **options))


def wordy_jpeg(**picture: Any) -> bytes:
    """Return a JPEG file with a title, a description and two keywords."""
    told = title("Harbour") + description("Boats at dawn") + keywords("sea", "boats")
    return picture_bytes(kind="JPEG", xmp=xmp(told), **picture)
