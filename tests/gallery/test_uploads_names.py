"""A file's own name becomes harmless text, and a title where nobody gives one."""

from __future__ import annotations

import pytest

from gallery import uploads


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("boat.jpg", "boat.jpg"),
        ("../../etc/boat.jpg", "boat.jpg"),
        ("/srv/boat.jpg", "boat.jpg"),
        ("C:\\Pictures\\boat.jpg", "boat.jpg"),
        ("bo\0at\n\t\x7f\x9f.jpg", "boat.jpg"),
        ("boat\u202egpj.exe", "boatgpj.exe"),
        ("\u061c\u200e\u200f\u202a\u2066\u2069boat.jpg\ufeff", "boat.jpg"),
        ("two\u2028lines\u2029.jpg", "twolines.jpg"),
        ("boat\ud800.jpg", "boat.jpg"),
        ("e\u0301te\u0301.jpg", "\u00e9t\u00e9.jpg"),
        ("  boat.jpg  ", "boat.jpg"),
        ("大きさ.jpg", "大きさ.jpg"),
        ("a/", "a"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("\u202e", "unnamed"),
    ],
)
def test_a_name_loses_folders_and_what_cannot_be_seen(name: str, clean: str) -> None:
    assert uploads.clean_name(name) == clean


def test_a_long_name_keeps_its_end() -> None:
    assert uploads.clean_name("x" * 300 + ".jpg") == "x" * 251 + ".jpg"


def test_the_gate_cleans_the_name() -> None:
    from tests.factories import picture_bytes

    assert uploads.examine(picture_bytes(), "../bo\0at.png").name == "boat.png"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("red_boat-at__sea.jpg", "Red boat at sea"),
        ("IMG_0042.JPG", "IMG 0042"),
        ("été.jpg", "Été"),
        ("archive.tar.png", "Archive.tar"),
        ("___.jpg", "Untitled"),
        ("x" * 250 + ".jpg", "X" + "x" * 199),
    ],
)
def test_a_title_is_made_of_a_name(name: str, title: str) -> None:
    assert uploads.title_from(name) == title


def test_a_text_loses_what_no_database_takes() -> None:
    assert uploads.clean_text(" a\0b\ud800\n\u202ec ") == "ab\n\u202ec"
