"""Whether two images are the same picture is for curators to say: lists are read accordingly, whatever is stored."""

from __future__ import annotations

import pytest

from gallery.models import Image, Recommendation
from gallery.recommendations import shown_for, shown_for_many
from tests.factories import judge, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def images(count: int) -> list[Image]:
    return [make_image() for _ in range(count)]


def entries_of(image: Image) -> list[tuple[Image, ...]]:
    """Return the entries of an image's list, each with what is folded into it."""
    return [(shown.image, *shown.folded) for shown in shown_for(image)]


def test_the_same_picture_is_folded_though_the_rows_do_not_say_so() -> None:
    publish()
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    judge(third, first, "same")
    assert entries_of(image) == [(first, third), (second,)]


def test_what_is_not_the_same_is_not_folded_though_the_rows_say_so() -> None:
    publish(limits=(0.5, 0.7, 0.75))
    image, first, second = images(3)
    recommend(image, first, second, similarity=0.7)
    recommend(first, second, similarity=0.99)
    assert entries_of(image) == [(first, second)]
    judge(first, second, "different")
    assert entries_of(image) == [(first,), (second,)]


def test_the_same_picture_is_folded_where_the_catalogue_is_too_small_for_words() -> None:
    image, first, second = images(3)
    recommend(image, first, second)
    judge(first, second, "same")
    assert entries_of(image) == [(first, second)]


def test_a_verdict_outlives_the_rows_of_a_run() -> None:
    image, first, second = images(3)
    recommend(image, first, second)
    judge(first, second, "same")
    Recommendation.objects.all().delete()
    recommend(image, second, first)
    assert entries_of(image) == [(second, first)]


def test_a_spare_moves_up_for_what_curators_call_the_same() -> None:
    publish(shown=2)
    image, first, second, third = images(4)
    recommend(image, first, second, third, similarity=0.8)
    judge(first, second, "same")
    assert entries_of(image) == [(first, second), (third,)]


def test_unfolded_lists_do_not_ask_for_verdicts() -> None:
    image, first, second = images(3)
    recommend(image, first, second)
    judge(first, second, "same")
    (shown,) = shown_for_many([image.pk], folded=False).values()
    assert [(each.image, each.folded) for each in shown] == [(first, ()), (second, ())]
