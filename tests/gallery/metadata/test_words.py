"""Words fit for the catalogue: visible, of a length its columns take, and without a place on earth."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.conf import settings

from gallery.metadata.words import Words


def cleaned(*, title: str = "", description: str = "", keywords: tuple[str, ...] = ()) -> Words:
    return Words.cleaned(title=title, description=description, keywords=keywords)


def test_what_cannot_be_seen_goes() -> None:
    told = cleaned(title="A\0 \u202eboat\ud800\x07", description="\ufeffAt\u200b sea", keywords=("\x00sea\x1b",))
    assert told == Words(title="A boat", description="At sea", keywords=("sea",))


def test_what_joins_letters_and_emoji_stays() -> None:
    assert cleaned(title="می\u200cخواهم 👩\u200d👧").title == "می\u200cخواهم 👩\u200d👧"


def test_a_title_is_one_line_and_a_description_may_have_several() -> None:
    told = cleaned(title=" A\r\nboat\u2028at  sea ", description=" One \r\n\r\n\r\n\r\n two\tthree \rfour ")
    assert (told.title, told.description) == ("A boat at sea", "One\n\ntwo three\nfour")


def test_letters_are_composed() -> None:
    assert cleaned(title="o\u0308").title == "ö"


def test_words_are_cut_to_their_columns() -> None:
    told = cleaned(title="t" * 999, description="d " * 9999, keywords=("k" * 99, "x"))
    assert [len(told.title), len(told.description), [len(word) for word in told.keywords]] == [200, 3999, [64, 1]]


def test_keywords_are_taken_once_each_and_fifty_at_most() -> None:
    assert cleaned(keywords=("Sea", " sea ", "", "SEA", "Boats")).keywords == ("Sea", "Boats")
    assert len(cleaned(keywords=tuple(map(str, range(99)))).keywords) == 50


def test_keywords_that_were_written_as_one_are_taken_apart() -> None:
    assert cleaned(keywords=("sea, boats;dawn",)).keywords == ("sea", "boats", "dawn")
    assert cleaned(keywords=("Paris, Texas", "film")).keywords == ("Paris, Texas", "film")


@pytest.mark.parametrize(
    "words",
    [
        Words(),
        Words(
            title="Größe", description="One\ntwo", keywords=("a", "b"), taken_at=datetime(2024, 7, 1, 12, tzinfo=UTC)
        ),
        Words(taken_at=datetime(2024, 7, 1, 12)),  # noqa: DTZ001 - a camera without a time zone
    ],
)
def test_words_travel_as_json(words: Words) -> None:
    assert Words.from_json(json.loads(json.dumps(words.as_json()))) == words


def test_reading_a_file_needs_no_django() -> None:
    program = "import sys, gallery.metadata, gallery.likeness; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR).returncode == 0


@pytest.mark.parametrize(
    "place",
    [
        "43.46745, 11.88513",
        "Taken at 43.46745° N 11.88513° E, in the morning",
        "+48.8577+002.2950/",
        "48°12'30\"N 16°22'23\"E",
        "Lat 43.467 Long 11.885",
        "latitude: -33.86",
    ],
)
def test_a_place_in_numbers_is_never_taken_over(place: str) -> None:
    assert cleaned(title=place, description=f"A boat\n{place}", keywords=(place, "sea")) == Words(keywords=("sea",))


@pytest.mark.parametrize("tag", ["geo:lat=43.4", "geotagged"])
def test_tags_of_machines_that_tell_a_place_are_left_out(tag: str) -> None:
    assert cleaned(keywords=("sea", tag)).keywords == ("sea",)


@pytest.mark.parametrize(
    "words", ["Boats, 1923.", "12.5 x 8.25 m", "At 25 °C", "Version 1.2345", "Long 5", "A samsung phone", "HDR sunset"]
)
def test_other_numbers_and_names_are_no_place_and_no_camera(words: str) -> None:
    assert cleaned(title=words).title == words


@pytest.mark.parametrize(
    "words", ["SAMSUNG", "olympus digital camera", "<Digimax S500, Samsung #1>", "Untitled", "DCIM"]
)
def test_what_says_nothing_is_no_title(words: str) -> None:
    assert cleaned(title=words).title == ""
