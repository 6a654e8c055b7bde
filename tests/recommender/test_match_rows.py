"""Which pairs lack a row that says where they match, and which rows nobody needs."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from gallery.models import Image, Match
from recommender import match_rows
from recommender.match_rows import both_ways, find_due
from recommender.models import Embedding
from tests.factories import make_image, recommend

pytestmark = pytest.mark.django_db

FINGERPRINT = "f" * 64


def embedded(*, count: int, fingerprint: str = FINGERPRINT) -> list[Image]:
    """Return images that have a vector."""
    images = [make_image() for _ in range(count)]
    for image in images:
        Embedding.objects.create(image=image, content_hash=image.content_hash, fingerprint=fingerprint, vector=b"\0\0")
    return images


def match(image: Image, other: Image, *, fingerprint: str = FINGERPRINT) -> Match:
    """Store a row."""
    key = Match.key_of(image.content_hash, other.content_hash, fingerprint)
    return Match.objects.create(image_id=image.pk, other_id=other.pk, key=key, side=1, seen=1, cells=b"\xff")


def due_now() -> tuple[list[tuple[int, int]], list[int]]:
    """Return the pairs without a right row, and the numbers of rows of other pairs."""
    due = find_due(match_rows.listed(), FINGERPRINT)
    return list(zip(due.image.tolist(), due.other.tolist(), strict=True)), sorted(due.gone.tolist())


def test_a_pair_is_wanted_from_both_sides_once_whoever_lists_whom() -> None:
    pairs = both_ways(np.array([5, 5, 9]), np.array([9, 2, 5]))
    assert pairs.tolist() == [(2, 5), (5, 2), (5, 9), (9, 5)]


def test_both_sides_of_a_listed_pair_are_due() -> None:
    one, other, _ = embedded(count=3)
    recommend(one, other)
    assert due_now() == ([(one.pk, other.pk), (other.pk, one.pk)], [])


def test_a_row_with_the_right_key_is_not_due() -> None:
    one, other = embedded(count=2)
    recommend(one, other)
    match(one, other)
    assert due_now() == ([(other.pk, one.pk)], [])


def test_a_row_of_another_content_or_model_is_due() -> None:
    one, other = embedded(count=2)
    recommend(one, other)
    match(one, other, fingerprint="a" * 64)
    match(other, one)
    Match.objects.filter(image_id=other.pk).update(key="0" * 64)
    assert due_now() == ([(one.pk, other.pk), (other.pk, one.pk)], [])


def test_a_row_of_a_pair_that_is_not_listed_is_gone_and_so_is_one_of_images_that_are() -> None:
    one, other, third = embedded(count=3)
    recommend(one, other)
    rows = [match(one, third), match(third, other)]
    third.delete()
    assert due_now()[1] == [row.pk for row in rows]


@pytest.mark.parametrize("unfit", ["unpublished", "replaced", "of another model"])
def test_an_image_whose_vector_is_not_before_visitors_is_left_out(unfit: str) -> None:
    one, other = embedded(count=2)
    recommend(one, other)
    if unfit == "of another model":
        Embedding.objects.filter(image=other).update(fingerprint="a" * 64)
    else:
        changes: dict[str, dict[str, Any]] = {
            "unpublished": {"published": False},
            "replaced": {"content_hash": "0" * 64},
        }
        Image.objects.filter(pk=other.pk).update(**changes[unfit])
    assert due_now() == ([], [])


def test_images_taken_some_at_a_time_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    images = embedded(count=7)
    for image in images[:5]:
        recommend(image, *(other for other in images[:6] if other != image))
    rows = [match(*pair) for pair in itertools.permutations(images, 2)]
    Match.objects.filter(pk__in=[row.pk for row in rows[::4]]).update(key="0" * 64)
    at_once = due_now()
    assert (len(at_once[0]), len(at_once[1])) == (9, 12)
    for size in (1, 3, 10):
        monkeypatch.setattr(match_rows, "PAIRS_AT_ONCE", size)
        assert due_now() == at_once


def test_whoever_waits_is_told_after_each_stretch(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other, third = embedded(count=3)
    recommend(one, other, third)
    monkeypatch.setattr(match_rows, "PAIRS_AT_ONCE", 2)
    told: list[int] = []
    find_due(match_rows.listed(), FINGERPRINT, progress=lambda: told.append(1))
    assert len(told) == 2


def test_all_are_due_where_they_are_wanted_anew() -> None:
    one, other = embedded(count=2)
    recommend(one, other)
    match(one, other)
    assert find_due(match_rows.listed(), FINGERPRINT, anew=True).count == 2


def test_who_is_due_with_an_image_is_found_by_its_number() -> None:
    one, other, third = embedded(count=3)
    recommend(one, other, third)
    due = find_due(match_rows.listed(), FINGERPRINT)
    assert due.images().tolist() == [one.pk, other.pk, third.pk]
    assert [due.others_of(image.pk) for image in (one, other, third)] == [[other.pk, third.pk], [one.pk], [one.pk]]
