"""Cells of a sheet: what is written is read back, and no spreadsheet computes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from gallery.sheet.cells import Unfit, guarded, joined, moment_meant, moment_shown, split, unguarded, yes_or_no

NAUGHTY = Path(settings.BASE_DIR).parent / "shared" / "data" / "uploads" / "naughty-strings.json"
STARTS = "=+-@\t\r\n＝＋－＠"


def naughty_strings() -> list[str]:
    return list(json.loads(NAUGHTY.read_text())) if NAUGHTY.is_file() else []


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert guarded(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert guarded(f"'{start}1") == f"''{start}1"


@pytest.mark.parametrize("text", ["", "boat", "'tis the sea", "''", "1+1", " =1"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert (guarded(text), unguarded(text)) == (text, text)


@given(st.text(st.sampled_from("'=+-@\t\r\na ＝")))
def test_what_is_guarded_is_read_back_the_same(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="../shared/data/uploads is absent")
def test_naughty_strings_are_read_back_the_same() -> None:
    assert [text for text in naughty_strings() if unguarded(guarded(text)) != text] == []


@given(st.lists(st.text(st.sampled_from("ab ,\"\n;'"), min_size=1).map(str.strip).filter(bool)))
def test_names_of_tags_are_read_back_the_same(names: list[str]) -> None:
    assert split(joined(names)) == names


def test_tags_are_names_with_commas_between_quoted_where_they_need_it() -> None:
    assert joined(["boat", "sea, rough", 'so "called"']) == 'boat, "sea, rough", "so ""called"""'
    assert split(" boat ,sea,, ") == ["boat", "sea"]


@override_settings(TIME_ZONE="Europe/Berlin")
@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("", None),
        ("2026-05-01 12:30:00+02:00", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-05-01T10:30:00Z", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-05-01 12:30", datetime(2026, 5, 1, 10, 30, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 4, 30, 22, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_site_s_time_zone_where_it_names_none(text: str, moment: datetime | None) -> None:
    assert moment_meant(text) == moment


@override_settings(TIME_ZONE="America/New_York")
@pytest.mark.parametrize("year", [1, 1970, 2026, 9999])
def test_every_moment_is_read_back_the_same(year: int) -> None:
    for moment in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)):
        assert moment_meant(moment_shown(moment)) == moment


@pytest.mark.parametrize(
    "text", ["yesterday", "01.05.2026", "2026-13-01", "2026-02-30 12:00", "0001-01-01 00:00:00+14:00"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(Unfit) as refusal:
        moment_meant(text)
    assert str(refusal.value) == f"taken at must be a moment such as 2026-05-01 12:30:00+02:00, got “{text}”"


def test_published_is_yes_or_no() -> None:
    assert [yes_or_no(word) for word in ("yes", "TRUE", "1", "No", "false", "0")] == ["yes"] * 3 + ["no"] * 3
    with pytest.raises(Unfit) as refusal:
        yes_or_no("perhaps")
    assert str(refusal.value) == "published must be yes or no, got “perhaps”"
