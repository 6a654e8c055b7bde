"""A similarity in words, by the limits of the last run."""

from __future__ import annotations

import pytest

from gallery.bands import band_of
from gallery.models import Publication

LIMITS = {"alike_from": 0.5, "very_alike_from": 0.7, "nearly_same_from": 0.9}


def publication(**limits: float | None) -> Publication:
    return Publication(pk=1, shown=8, **limits)


@pytest.mark.parametrize(
    ("similarity", "word"),
    [
        (1.0, "nearly the same"),
        (0.9, "nearly the same"),
        (0.899, "very alike"),
        (0.7, "very alike"),
        (0.699, "alike"),
        (0.5, "alike"),
        (0.499, "loosely alike"),
        (-1.0, "loosely alike"),
    ],
)
def test_a_limit_belongs_to_the_word_above_it(similarity: float, word: str) -> None:
    assert band_of(similarity, publication(**LIMITS)) == word


def test_a_catalogue_too_small_for_words_has_none() -> None:
    assert band_of(0.95, publication(alike_from=None, very_alike_from=None, nearly_same_from=None)) == ""


def test_before_the_first_run_there_are_no_words() -> None:
    assert band_of(0.95, None) == ""


def test_a_limit_that_is_missing_is_passed_over() -> None:
    assert band_of(0.95, publication(**LIMITS | {"nearly_same_from": None})) == "very alike"
