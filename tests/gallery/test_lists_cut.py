"""Lists that end where nothing more is alike, if the last run was told so."""

from __future__ import annotations

import pytest

from gallery.models import Image, Publication, Recommendation
from gallery.recommendations import list_for
from tests.factories import decide, make_image, publish, recommend

pytestmark = pytest.mark.django_db


def image_with(*similarities: float) -> Image:
    """Return an image with a list of these similarities."""
    image = make_image()
    for rank, similarity in enumerate(similarities, start=1):
        Recommendation.objects.create(image=image, recommended=make_image(), rank=rank, similarity=similarity)
    return image


def publish_cut(*, shown: int = 8, limits: tuple[float, float, float] | None = (0.5, 0.7, 0.9)) -> None:
    publish(shown=shown, limits=limits)
    Publication.objects.update(only_alike=True)


def seen(image: Image) -> tuple[list[float | None], bool]:
    """Return the similarities of an image's list, and whether it was cut short."""
    found = list_for(image)
    return [shown.similarity for shown in found.entries], found.cut_short


def test_lists_are_whole_unless_the_last_run_was_told_otherwise() -> None:
    publish()
    assert seen(image_with(0.6, 0.4)) == ([0.6, 0.4], False)


def test_a_list_ends_where_nothing_more_is_alike() -> None:
    publish_cut()
    assert seen(image_with(0.6, 0.5, 0.4999, 0.1)) == ([0.6, 0.5], True)


def test_a_list_without_anything_alike_is_empty_and_says_why() -> None:
    publish_cut()
    assert seen(image_with(0.4, 0.3)) == ([], True)


@pytest.mark.parametrize("similarities", [(), (0.8, 0.6)])
def test_a_list_from_which_nothing_was_left_out_is_not_cut_short(similarities: tuple[float, ...]) -> None:
    publish_cut()
    assert seen(image_with(*similarities)) == ([*similarities], False)


def test_a_list_as_long_as_lists_are_is_not_cut_short() -> None:
    publish_cut(shown=2)
    assert seen(image_with(0.8, 0.6, 0.4)) == ([0.8, 0.6], False)


def test_pins_are_shown_however_little_alike_they_are() -> None:
    publish_cut()
    image = image_with(0.6, 0.4, 0.3)
    decide(image=image, other=image.recommendations.get(rank=2).recommended, kind="pin")
    assert seen(image) == ([0.4, 0.6], True)


def test_a_stranger_that_a_curator_hid_is_not_what_cuts_a_list_short() -> None:
    publish_cut()
    image = image_with(0.6, 0.4)
    decide(image=image, other=image.recommendations.get(rank=2).recommended, kind="hide")
    assert seen(image) == ([0.6], False)


def test_what_is_not_alike_is_not_folded_into_an_entry_either() -> None:
    publish_cut()
    image = image_with(0.6, 0.4)
    first, stranger = (row.recommended for row in image.recommendations.order_by("rank"))
    recommend(first, stranger, similarity=0.95)
    (shown,) = list_for(image).entries
    assert (shown.image, shown.folded) == (first, ())


def test_where_there_are_no_words_lists_are_whole() -> None:
    publish_cut(limits=None)
    assert seen(image_with(0.6, 0.1)) == ([0.6, 0.1], False)
