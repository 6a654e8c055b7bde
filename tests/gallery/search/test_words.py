"""Texts as the search sees them."""

from __future__ import annotations

import doctest
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.search import words
from gallery.search.words import LONGEST_WORD, folded, words_in


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(words).failed == 0


@pytest.fixture(scope="module")
def of_every_character() -> list[str]:
    """The words of a text of all that Unicode has."""
    return words_in(" ".join(map(chr, range(sys.maxunicode + 1))))


def test_no_character_folds_to_what_folds_further(of_every_character: list[str]) -> None:
    assert words_in(" ".join(of_every_character)) == of_every_character


def test_letters_digits_and_pictures_are_kept_and_nothing_else(of_every_character: list[str]) -> None:
    kept = {unicodedata.category(char) for char in set("".join(of_every_character))}
    assert kept - {"Ll", "Lm", "Lo", "Lu", "Mn", "Mc", "Nd", "Nl", "No", "So"} == set()
    assert kept >= {"Ll", "Lm", "Lo", "Mn", "Mc", "Nd", "So"}


@given(st.text(max_size=40))
def test_folded_words_hold_no_sign_that_a_database_reads(text: str) -> None:
    assert set("'\"\\%_:*|&!()<>\0") & set(folded(text, text)) == set()


@given(st.lists(st.text(max_size=20), max_size=3))
def test_each_word_stands_between_spaces(texts: list[str]) -> None:
    kept = folded(*texts)
    assert all(f" {word} " in kept for text in texts for word in words_in(text))
    assert kept == "" or (kept[0], kept[-1]) == (" ", " ")


def test_a_phrase_does_not_reach_from_one_text_into_the_next() -> None:
    assert " boat harbour " not in folded("Red boat", "Harbour at dawn")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("T-shirt", " t shirt  tshirt "),
        ("rock'n'roll at U.S.A.", " rock n roll at u s a  rocknroll  usa "),
        ("wait – what", " wait what "),
        ("- . '", ""),
        ("", ""),
    ],
)
def test_what_a_sign_joins_is_two_words_and_one(text: str, kept: str) -> None:
    assert folded(text) == kept


def test_a_word_of_any_length_is_cut_to_what_a_database_takes() -> None:
    assert words_in("x" * 5000) == ["x" * LONGEST_WORD]
    assert max(len(word.encode()) for word in folded("-".join(["𐍈" * 500] * 9)).split(" ")) <= 4 * LONGEST_WORD


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "\u200d", "\ufe0f", "\u0301", "\x1f", "%_'\"\\"])
def test_what_nobody_can_read_has_no_words(text: str) -> None:
    assert words_in(text) == []
