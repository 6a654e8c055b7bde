"""Words from XMP, in every format that carries it, and nothing from a packet that means harm."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PIL import PngImagePlugin

from gallery.metadata import Words, xmp
from tests.gallery.metadata import making
from tests.gallery.metadata.making import description, keywords, title, words_of

FULL = making.xmp(title("Harbour") + description("Boats at dawn") + keywords("sea", "boats"))
HARBOUR = Words(title="Harbour", description="Boats at dawn", keywords=("sea", "boats"))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_title_description_and_keywords_are_read(kind: str) -> None:
    assert words_of(kind=kind, xmp=FULL) == HARBOUR


@pytest.mark.parametrize("packed", [True, False])
def test_those_of_a_png_are_read(packed: bool) -> None:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", FULL.decode(), zip=packed)
    assert words_of(kind="PNG", pnginfo=chunks) == HARBOUR


def test_the_default_language_comes_first() -> None:
    languages = "".join(
        f'<rdf:li xml:lang="{name}">{text}</rdf:li>' for name, text in (("de", "Hafen"), ("fr", "Port"))
    )
    default = '<rdf:li xml:lang="x-default">Harbour</rdf:li>'
    packets = [
        making.xmp(f"<dc:title><rdf:Alt>{items}</rdf:Alt></dc:title>") for items in (languages, languages + default)
    ]
    assert [words_of(xmp=packet).title for packet in packets] == ["Hafen", "Harbour"]


def test_properties_may_be_attributes_or_plain_text() -> None:
    packet = making.xmp("<dc:title>Harbour</dc:title>", attributes='photoshop:DateCreated="2024-07-01T12:00:00Z"')
    assert words_of(xmp=packet) == Words(title="Harbour", taken_at=datetime(2024, 7, 1, 12, tzinfo=UTC))


def test_a_headline_is_a_title_where_there_is_none() -> None:
    headline = "<photoshop:Headline>Storm at sea</photoshop:Headline>"
    assert words_of(xmp=making.xmp(headline)).title == "Storm at sea"
    assert words_of(xmp=making.xmp(title("  ") + headline)).title == "Storm at sea"
    assert words_of(xmp=making.xmp(headline + title("Harbour"))).title == "Harbour"


def test_what_is_said_of_something_in_the_picture_is_not_said_of_the_picture() -> None:
    inner = f'<exif:Flash><rdf:Description rdf:about="">{title("A painting")}</rdf:Description></exif:Flash>'
    assert words_of(xmp=making.xmp(inner)) == Words()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-07-01T12:00:00+02:00", "2024-07-01T12:00:00+02:00"),
        ("2024-07-01T12:00:00.25", "2024-07-01T12:00:00.250000"),
        ("2024-07-01T12:00", "2024-07-01T12:00:00"),
        ("2024-07-01", "2024-07-01T00:00:00"),
        ("2024-07", None),
        ("2024", None),
        ("yesterday", None),
    ],
)
def test_a_moment_is_one_in_iso_8601_and_a_mere_year_is_none(written: str, meant: str | None) -> None:
    taken = words_of(xmp=making.xmp(attributes=f'photoshop:DateCreated="{written}"')).taken_at
    assert (taken and taken.isoformat()) == meant


def test_the_moment_the_file_was_made_comes_last() -> None:
    made, taken = 'xmp:CreateDate="2024-07-02"', 'exif:DateTimeOriginal="2024-07-01"'
    exif = making.exif({making.Base.DateTimeOriginal: "2023:01:01 10:00:00"})
    assert words_of(xmp=making.xmp(attributes=made)).taken_at == datetime(2024, 7, 2)  # noqa: DTZ001
    assert words_of(xmp=making.xmp(attributes=f"{made} {taken}")).taken_at == datetime(2024, 7, 1)  # noqa: DTZ001
    assert words_of(xmp=making.xmp(attributes=made), exif=exif).taken_at == datetime(2023, 1, 1, 10)  # noqa: DTZ001


@pytest.mark.parametrize("declared", ['<!DOCTYPE x [<!ENTITY t "Harbour">]>', "<!DOCTYPE x>"])
def test_a_packet_with_a_document_type_says_nothing(declared: str) -> None:
    assert words_of(xmp=making.xmp(title("Harbour"), before=declared)) == Words()


def test_a_document_type_in_another_encoding_says_nothing_either() -> None:
    declared = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY t "Harbour">]>'
    packet = FULL.decode().replace("Harbour", "&t;").partition("?>")[2]
    assert words_of(xmp=(declared + packet).encode("utf-16")) == Words()


def test_a_packet_far_too_large_for_words_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmp, "MAX_BYTES", len(FULL))
    assert (words_of(kind="WEBP", xmp=FULL), words_of(kind="WEBP", xmp=FULL + b" ")) == (HARBOUR, Words())


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\0",
        b"no xml",
        FULL[:300],
        FULL.replace(b"Harbour", b"\xff\xfe"),
        b"<a>" * 200_000,
        b"<a/>",
        b"<x:xmpmeta/>",
    ],
    ids=["empty", "null", "text", "cut", "bytes", "deep", "foreign", "undeclared"],
)
def test_a_broken_packet_says_nothing(packet: bytes) -> None:
    assert words_of(kind="WEBP", xmp=packet) == Words()


def test_a_packet_with_padding_behind_it_is_read() -> None:
    assert words_of(xmp=FULL + b" \n" * 100 + b"\0\0") == HARBOUR
