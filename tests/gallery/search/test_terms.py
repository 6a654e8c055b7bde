"""What a text asks for."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.search import terms
from gallery.search.terms import LONGEST_TEXT, MOST_TERMS, parse


def needles(text: str) -> tuple[list[str], list[str]]:
    search = parse(text)
    return [term.needle for term in search.wanted], [term.needle for term in search.unwanted]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(terms).failed == 0


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("boat", [" boat"], []),
        ("Boat  harbour", [" boat", " harbour"], []),
        ("boat boat BOAT", [" boat"], []),
        ('"red boat" dawn', [" red boat ", " dawn"], []),
        ('-"red boat" -tree dawn', [" dawn"], [" red boat ", " tree"]),
        ('"red boat', [" red", " boat"], []),
        ('red "boat"s', [" red", " boat ", " s"], []),
        ("t-shirt", [" t shirt"], []),
        ("--boat", [], [" boat"]),
        ("a - b", [" a", " b"], []),
        ("東京　夜景、春", [" 東 京", " 夜 景", " 春"], []),
        ("", [], []),
        (" \0\ud800 ", [], []),
    ],
)
def test_a_text_asks_for_words_phrases_and_exclusions(text: str, wanted: list[str], unwanted: list[str]) -> None:
    assert needles(text) == (wanted, unwanted)


def test_eight_terms_are_looked_for_and_more_are_said_to_be_left_out() -> None:
    eight = " ".join("abcdefgh")
    assert (len(parse(eight).wanted), parse(eight).is_cut) == (8, False)
    assert (parse(f"{eight} -i").wanted, parse(f"{eight} -i").is_cut) == (parse(eight).wanted, True)
    assert parse("boat " * 30).is_cut is False


def test_signs_are_kept_only_where_nothing_else_is() -> None:
    assert [term.typed for term in parse("boat & %").wanted] == ["boat"]
    assert [term.typed for term in parse("& %").wanted] == ["&"]
    assert [term.typed for term in parse(" ,; ").wanted] == [",;"]
    assert (parse("& %").has_words, parse("-boat").has_words, parse("").has_words) == (False, True, False)


@pytest.mark.parametrize(
    ("text", "easier"),
    [
        ("boat", []),
        ("red boat", ["red", "boat"]),
        ("red & boat", ["red", "boat"]),
        ('"red boat"', ["red boat", "red", "boat"]),
        ('"-red boat"', ["red boat", "red", "boat"]),
        ('"boat"', ["boat"]),
        ("boat -tree", ["boat"]),
        ("red boat -tree", ["red boat", "red", "boat"]),
        ("-tree", []),
        ("!?", []),
    ],
)
def test_where_much_is_asked_less_can_be(text: str, easier: list[str]) -> None:
    assert parse(text).easier == easier


@given(st.text(alphabet='ab "“”-−,&%\\\0\ud800é東', max_size=300))
def test_any_text_asks_for_something_or_nothing(text: str) -> None:
    search = parse(text)
    assert len(search.wanted) + len(search.unwanted) <= MOST_TERMS
    assert sum(len(term.typed) for term in (*search.wanted, *search.unwanted)) <= LONGEST_TEXT
    assert all(parse(other).wanted for other in search.easier)
