"""Words from XMP, the packet of XML that most programs write today: Dublin Core's, Photoshop's and EXIF's names."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element, fromstring

from PIL import Image as Picture

from gallery.metadata.words import Words

MAX_BYTES = 1024**2
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class UnsafePacket(Exception):
    """A packet that declares entities, or is far too large for words."""


def read(opened: Picture.Image) -> Words:
    """Return what the packet says; anything may be raised where it is broken."""
    packet = descriptions(opened)
    return Words.cleaned(
        title=first(packet, f"{DC}title", f"{PHOTOSHOP}Headline"),
        description=first(packet, f"{DC}description"),
        keywords=values(packet, f"{DC}subject"),
        taken_at=moment(first(packet, f"{PHOTOSHOP}DateCreated", f"{EXIF}DateTimeOriginal")),
    )


def made(opened: Picture.Image) -> Words:
    """Return when the file itself was made: by the camera, but perhaps by a scanner or a program."""
    return Words(taken_at=moment(first(descriptions(opened), f"{XMP}CreateDate")))


def descriptions(opened: Picture.Image) -> list[Element]:
    """Return the parts of the packet that speak of the picture itself."""
    packet: bytes = opened.info.get("xmp") or b""
    if not packet:
        return []
    if len(packet) > MAX_BYTES:
        raise UnsafePacket(f"XMP may have at most {MAX_BYTES} bytes, got {len(packet)}")
    xml = packet.decode("utf-8-sig").strip("\0 \t\r\n")  # in every accepted format it is UTF-8
    if "<!DOCTYPE" in xml or "<!ENTITY" in xml:
        raise UnsafePacket("XMP has no use for a document type")
    root = fromstring(xml)  # noqa: S314 - without a document type no entity can be declared
    graph = root if root.tag == f"{RDF}RDF" else root.find(f"{RDF}RDF")
    return [] if graph is None else graph.findall(f"{RDF}Description")


def first(packet: list[Element], *properties: str) -> str:
    """Return the first value of the first property that has one."""
    return next((value for name in properties for value in values(packet, name) if value.strip()), "")


def values(packet: list[Element], name: str) -> list[str]:
    """Return every value of a property, that in the default language first."""
    for description in packet:
        if name in description.attrib:
            return [description.attrib[name]]
        if (found := description.find(name)) is not None:
            items = sorted(found.iter(f"{RDF}li"), key=lambda item: item.get(LANGUAGE) != "x-default")
            return ["".join(item.itertext()) for item in items or [found]]
    return []


def moment(text: str) -> datetime | None:
    """Return a moment in ISO 8601, or none: a mere year is none."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
