"""What is nearly the same is one entry: by rank, and never by way of a third."""

from __future__ import annotations

import itertools

import pytest

from gallery.folding import Verdicts, fold, near_of, verdicts_of

SELF = 1
NUMBERS = {letter: SELF if letter == "*" else ord(letter) for letter in "*abcdefpq"}


def numbered(pairs: str) -> list[tuple[int, int]]:
    """Return pairs of letters as pairs of numbers."""
    return [(NUMBERS[pair[0]], NUMBERS[pair[1]]) for pair in pairs.split()]


def verdicts(*, same: str = "", different: str = "") -> Verdicts:
    """Return what curators say of pairs of letters."""
    return verdicts_of(numbered(same), numbered(different))


def folded(rest: str, pairs: str, pinned: str = "", *, same: str = "", different: str = "") -> str:
    """Fold a list of images with letters, in which * is the image whose list it is; an entry is a word."""
    pins, others = [NUMBERS[pin] for pin in pinned], [NUMBERS[letter] for letter in rest]
    entries = fold(SELF, pins, others, near_of(numbered(pairs)), verdicts(same=same, different=different))
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


def test_the_same_picture_is_one_entry_also_where_no_list_says_so() -> None:
    assert folded("abcd", "", same="bd") == "a bd c"


def test_what_is_not_the_same_is_never_in_one_entry() -> None:
    assert folded("abc", "ab ac", different="ab") == "ac b"
    assert folded("bac", "ab bc", different="ac") == "ba c"


def test_the_same_as_the_same_is_the_same_unless_somebody_says_that_it_is_not() -> None:
    assert folded("acb", "", same="ab bc") == "acb"
    assert folded("acb", "", same="ab bc", different="ac") == "ab c"


def test_the_same_picture_goes_where_the_other_is_even_if_that_was_folded_into_a_third() -> None:
    assert folded("abc", "ab", same="bc") == "abc"


def test_the_curators_word_comes_before_what_is_nearly_the_same() -> None:
    assert folded("abc", "ac", same="bc") == "a bc"


def test_the_same_picture_as_the_image_itself_joins_those_nearly_the_same_as_it() -> None:
    assert folded("abc", "*b", same="*c") == "a bc"


def test_what_is_not_the_same_as_the_image_itself_keeps_its_entry() -> None:
    assert folded("abc", "*a *b *c", different="*b") == "ac b"


def test_not_the_same_keeps_out_of_an_entry_though_another_in_it_is_the_same_picture() -> None:
    assert folded("abc", "ab", same="bc", different="ac") == "ab c"


def test_the_same_as_the_same_as_the_image_itself_is_not_if_somebody_says_so() -> None:
    assert folded("cb", "*c", same="*a ab") == "cb"
    assert folded("cb", "*c", same="*a ab", different="*b") == "c b"


def test_pins_have_entries_of_their_own_even_if_they_are_the_same_picture() -> None:
    assert folded("ab", "", pinned="pq", same="pq pa") == "pa q b"
