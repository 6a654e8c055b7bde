"""What is nearly the same is one entry: by rank, and never by way of a third."""

from __future__ import annotations

import itertools

import pytest

from gallery.folding import fold, near_of

SELF = 1


def folded(rest: str, pairs: str, pinned: str = "") -> str:
    """Fold a list of images with letters, in which * is the image whose list it is; an entry is a word."""
    numbers = {letter: SELF if letter == "*" else ord(letter) for letter in "*abcdefpq"}
    near = near_of((numbers[pair[0]], numbers[pair[1]]) for pair in pairs.split())
    entries = fold(SELF, [numbers[pin] for pin in pinned], [numbers[letter] for letter in rest], near)
    return " ".join("".join(map(chr, [head, *others])) for head, others in entries.items())


@pytest.mark.parametrize(
    ("rest", "pairs", "entries"),
    [
        ("abc", "", "a b c"),
        ("abc", "ac", "ac b"),
        ("abcd", "bd bc", "a bcd"),
        ("cba", "ac", "ca b"),
        ("", "ab", ""),
        ("ab", "cd", "a b"),
    ],
)
def test_the_best_ranked_stands_for_those_nearly_the_same_as_it(rest: str, pairs: str, entries: str) -> None:
    assert folded(rest, pairs) == entries


@pytest.mark.parametrize(
    ("rest", "pairs", "entries"),
    [("abc", "ab bc", "ab c"), ("bac", "ab bc", "bac"), ("abcd", "ab bc cd", "ab cd"), ("acb", "ab bc", "ab c")],
)
def test_a_chain_swallows_no_stranger(rest: str, pairs: str, entries: str) -> None:
    assert folded(rest, pairs) == entries


def test_those_nearly_the_same_as_the_image_itself_are_one_entry_even_if_they_differ_from_each_other() -> None:
    assert folded("abcd", "*a *b") == "ab c d"


def test_nothing_is_folded_by_way_of_one_that_was_folded_itself() -> None:
    assert folded("abcd", "*a *b bc ad") == "abd c"


def test_a_pin_stands_for_others_and_is_never_folded_away() -> None:
    assert folded("abc", "pa qb pq", pinned="pq") == "pa qb c"
    assert folded("ab", "*p *q *a", pinned="qp") == "qa p b"


def test_of_two_that_could_stand_for_it_the_better_ranked_does() -> None:
    assert folded("abc", "ac bc") == "ac b"
    assert folded("bac", "ac bc") == "bc a"


def test_the_order_in_which_pairs_are_known_and_their_direction_make_no_difference() -> None:
    pairs = ["*a", "ab", "cd", "de"]
    orders = [" ".join(order) for order in itertools.permutations(pairs)]
    assert {folded("abcdef", order) for order in orders} == {"ab cd e f"}
    assert folded("abcdef", " ".join(pair[::-1] for pair in pairs)) == "ab cd e f"


def test_every_image_of_a_list_is_in_one_entry() -> None:
    assert sorted(folded("abcdef", "ab bc cd *a *f").replace(" ", "")) == list("abcdef")
