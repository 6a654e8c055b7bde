"""Steps to what stands beside an image in a list, by what the list is sorted by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from gallery.models import Image
from gallery.querysets import ORDERS
from gallery.steps import ahead, behind, page_of
from gallery.wall_query import WallQuery
from tests.factories import make_image

pytestmark = pytest.mark.django_db

ONE_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


def tagged_images() -> list[Image]:
    """Return images of which some share a moment, some a title, and every other one a tag."""
    return [
        make_image(
            title="Boat" if number % 3 else f"Tree {number}",
            uploaded_at=ONE_MOMENT if number < 4 else datetime(2024, 1, number, tzinfo=UTC),
            tags=("sea",) if number % 2 else (),
        )
        for number in range(1, 9)
    ]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("tag", ["", "sea"])
def test_steps_go_through_a_list_from_end_to_end_and_back(order: str, tag: str) -> None:
    tagged_images()
    query = WallQuery(order=order, tag=tag)
    expected = list(query.images().sorted_by(order))
    for place, image in enumerate(expected):
        assert list(behind(query, image.pk)) == expected[place + 1 :]
        assert list(ahead(query, image.pk)) == expected[:place][::-1]


def test_an_image_that_the_list_does_not_hold_has_those_beside_it_that_it_would_have() -> None:
    first, second, third = (make_image(title=title, tags=("sea",)) for title in "ABC")
    second.tags.clear()
    query = WallQuery(order="title", tag="sea")
    assert (list(ahead(query, second.pk)), list(behind(query, second.pk))) == ([first], [third])


def test_drafts_are_stepped_over() -> None:
    first, _, third = (make_image(title=title, published=title != "B") for title in "ABC")
    assert list(behind(WallQuery(order="title"), first.pk)) == [third]


def test_words_that_are_looked_for_shape_the_list() -> None:
    first, _, third = (make_image(title=title) for title in ("Boat A", "Tree", "Boat C"))
    assert list(behind(WallQuery(order="title", text="boat"), first.pk)) == [third]


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_an_image_that_is_not_there_has_nothing_beside_it(pk: int) -> None:
    make_image()
    assert (list(ahead(WallQuery(), pk)), list(behind(WallQuery(), pk))) == ([], [])


def test_the_page_of_an_image_is_where_the_wall_shows_it(settings: Settings) -> None:
    settings.GALLERY_PAGE_SIZE = 3
    tagged_images()
    for order in ORDERS:
        query = WallQuery(order=order)
        pages = [page_of(query, image.pk) for image in query.images().sorted_by(order)]
        assert pages == [1, 1, 1, 2, 2, 2, 3, 3]


@pytest.fixture
def _no_table_scans() -> None:
    """Have PostgreSQL plan as it would for a large table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")


@pytest.mark.usefixtures("_no_table_scans")
@pytest.mark.parametrize("order", ["newest", "oldest", "title"])
@pytest.mark.parametrize("direction", [ahead, behind])
def test_a_step_begins_at_the_image_by_an_index_whatever_the_size(
    order: str, direction: Callable[[WallQuery, int], Any]
) -> None:
    searched = {"sqlite": f"INDEX image_by_{order.replace('oldest', 'newest')} (", "postgresql": "Index Cond: (ROW("}[
        connection.vendor
    ]
    plan = direction(WallQuery(order=order), 1)[:1].explain()
    assert (searched in plan, "TEMP B-TREE" in plan, "Sort" in plan) == (True, False, False), plan
