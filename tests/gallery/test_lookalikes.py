"""Images that look almost like another one are found, drafts too, the most alike first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.lookalikes import lookalikes_of, named
from gallery.models import Image
from tests.factories import make_image, upload_image

pytestmark = pytest.mark.django_db

LOOK = 0x2AAA_5555_1234_5678


def like(*bits: int, **fields: Any) -> Image:
    """Make an image whose look differs in these bits."""
    return make_image(perceptual_hash=LOOK ^ sum(1 << bit for bit in bits), **fields)


def test_the_most_alike_come_first_then_the_oldest() -> None:
    image, second, first, third = like(), like(5, 60), like(62), like(9, 33)
    assert lookalikes_of(image) == (first, second, third)


def test_six_bits_may_differ_and_seven_not() -> None:
    image, near = like(), like(0, 9, 18, 27, 36, 45)
    like(0, 9, 18, 27, 36, 45, 54)
    like(0, 1, 2, 3, 4, 5, 6)
    assert lookalikes_of(image) == (near,)


@pytest.mark.parametrize("look", [0, 2**63 - 1])
def test_the_least_and_the_greatest_look_are_found(look: int) -> None:
    first, second = (make_image(perceptual_hash=look) for _ in range(2))
    assert lookalikes_of(first) == (second,)


def test_drafts_are_found() -> None:
    image, draft = like(), like(published=False)
    assert lookalikes_of(image) == (draft,)


def test_without_a_look_nothing_is_alike() -> None:
    image, other = make_image(), make_image()
    assert (image.perceptual_hash, other.perceptual_hash, lookalikes_of(image)) == (None, None, ())
    assert lookalikes_of(like()) == ()


def test_plain_colours_are_not_alike() -> None:
    assert lookalikes_of(upload_image(colour="navy")) == lookalikes_of(upload_image(colour="gold")) == ()


def test_looking_takes_two_queries_at_most() -> None:
    image, *_ = (like(bit) for bit in range(12))
    with CaptureQueriesContext(connection) as queries:
        assert len(lookalikes_of(image)) == 11
    assert len(queries) == 2


def test_twenty_are_told_at_most() -> None:
    image, *others = (like() for _ in range(25))
    assert lookalikes_of(image) == tuple(others[:20])


def test_they_are_named_by_the_first() -> None:
    images = [make_image(title="Boat"), make_image(), make_image()]
    first = f"#{images[0].pk}, “Boat”"
    assert [named(images[:count]) for count in (1, 2, 3)] == [
        first,
        f"{first}, and 1 other image",
        f"{first}, and 2 other images",
    ]
