"""Words from IPTC in JPEG files, in whatever letters they are."""

from __future__ import annotations

from datetime import datetime

import pytest

from gallery.metadata import Words
from tests.factories import picture_bytes
from tests.gallery.metadata.making import iptc, title, with_iptc, words_in, xmp

JPEG = picture_bytes(kind="JPEG")
TITLE, KEYWORD, DATE, TIME, HEADLINE, CAPTION = 5, 25, 55, 60, 105, 120


def words_of(*fields: tuple[int, bytes]) -> Words:
    return words_in(with_iptc(JPEG, iptc(*fields)))


def test_title_caption_and_keywords_are_read() -> None:
    told = words_of((TITLE, b"Harbour"), (CAPTION, b"Boats at dawn"), (KEYWORD, b"sea"), (KEYWORD, b"boats"))
    assert told == Words(title="Harbour", description="Boats at dawn", keywords=("sea", "boats"))


def test_a_headline_is_a_title_where_there_is_none() -> None:
    assert words_of((HEADLINE, b"Storm")).title == "Storm"
    assert words_of((HEADLINE, b"Storm"), (TITLE, b"Harbour")).title == "Harbour"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("marker", [b"", b"\x1c\x01\x5a\x00\x03\x1b%G"], ids=["unmarked", "marked"])
def test_letters_are_utf_8_or_latin_whatever_the_marker_says(encoding: str, marker: bytes) -> None:
    block = marker + iptc((TITLE, "Größe “élan”".encode(encoding)))
    assert words_in(with_iptc(JPEG, block)).title == "Größe “élan”"


@pytest.mark.parametrize(
    ("date", "time", "meant"),
    [
        (b"20240701", b"120000+0200", "2024-07-01T12:00:00+02:00"),
        (b"20240701", b"120000", "2024-07-01T12:00:00"),
        (b"20240701", b"", "2024-07-01T00:00:00"),
        (b"20240701", b"noon", "2024-07-01T00:00:00"),
        (b"00000000", b"000000", None),
        (b"20240000", b"", None),
    ],
)
def test_the_moment_has_the_offset_that_is_written(date: bytes, time: bytes, meant: str | None) -> None:
    taken = words_of((DATE, date), (TIME, time)).taken_at
    assert (taken and taken.isoformat()) == meant


@pytest.mark.parametrize(
    "block", [b"", b"\x1c", b"no block at all", iptc((TITLE, b"Boat"))[:-2], b"\x1c\x02\x05\xff\xff"]
)
def test_a_broken_block_does_no_harm(block: bytes) -> None:
    assert words_in(with_iptc(JPEG, block)).title in {"", "Bo"}


def test_xmp_goes_before_iptc_unless_iptc_was_changed_by_itself() -> None:
    jpeg, block = picture_bytes(kind="JPEG", xmp=xmp(title("New"))), iptc((TITLE, b"Old"))
    seen = [with_iptc(jpeg, block, seen=which) for which in (None, block, b"another block")]
    assert [words_in(content).title for content in seen] == ["New", "New", "Old"]


def test_a_moment_with_a_time_goes_before_the_mere_day() -> None:
    jpeg = picture_bytes(kind="JPEG", xmp=xmp(attributes='photoshop:DateCreated="2024-07-01"'))
    days = [with_iptc(jpeg, iptc((DATE, day), (TIME, b"120000"))) for day in (b"20240701", b"20240702")]
    expected = [datetime(2024, 7, 1, 12), datetime(2024, 7, 1)]  # noqa: DTZ001
    assert [words_in(content).taken_at for content in days] == expected
