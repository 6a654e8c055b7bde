"""Pages of the wall are those of Django's Paginator, found from wherever is near."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from gallery import pagination
from gallery.milestones import Listings, Milestones
from gallery.models import Image, Tag
from gallery.pagination import LongPaginator
from gallery.querysets import ORDERS, ImageQuerySet
from gallery.versions import catalogue
from tests.effort import EFFORT
from tests.factories import make_image

TITLES, DAYS = ("boat", "Boat", "bóat", "a", ""), (1, 2, 3)
FILTERS: list[Callable[[ImageQuerySet], ImageQuerySet]] = [
    lambda images: images,
    lambda images: images.tagged("sea"),
    lambda images: images.matching("boat"),
]


def by_title(titles: str) -> ImageQuerySet:
    for title in titles:
        make_image(title=title)
    return Image.objects.published().sorted_by("title")


def skipped_by(paginator: LongPaginator, page: int) -> int:
    """Return how many entries of the index a page skips."""
    with CaptureQueriesContext(connection) as queries:
        paginator.page(page)
    (query,) = queries.captured_queries
    return int(query["sql"].split(" OFFSET ")[1].split(")")[0]) if " OFFSET " in query["sql"] else 0


@pytest.mark.django_db
def test_a_page_is_one_query_and_the_rows_have_all_that_a_tile_shows() -> None:
    paginator = LongPaginator(by_title("abc"), 2, found=3, milestones=Milestones())
    with CaptureQueriesContext(connection) as queries:
        assert [(image.title, image.alt, image.srcset != "") for image in paginator.page(2)] == [("c", "c", True)]
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_page_is_read_from_the_nearest_place_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "STEP", 1)
    paginator = LongPaginator(by_title("abcdefghij"), 1, found=10, milestones=Milestones())
    assert [skipped_by(paginator, page) for page in (1, 10, 3, 9, 5, 3, 6, 7)] == [0, 0, 2, 1, 2, 0, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS)
def test_a_page_is_the_same_from_before_and_from_behind(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "STEP", 1)
    images = by_title("aabbccddee").sorted_by(order)
    theirs, ours = Paginator(images, 1), LongPaginator(images, 1, found=10, milestones=Milestones())
    for page in (6, 4, 5, 3, 7, 6, 4):
        assert list(ours.page(page)) == list(theirs.page(page))


@pytest.mark.django_db
def test_places_near_each_other_are_not_remembered() -> None:
    milestones = Milestones()
    LongPaginator(by_title("abcde"), 1, found=5, milestones=milestones).page(3)
    assert len(milestones) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "error"), [(0, EmptyPage), (3, EmptyPage), ("x", PageNotAnInteger)])
def test_a_page_that_is_not_there_is_refused_as_django_does(number: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        LongPaginator(by_title("abc"), 2, found=3, milestones=Milestones()).page(number)  # type: ignore[arg-type]


class AnyHistory(TestCase):
    """Whatever happens to the catalogue, and in whatever order pages are opened, they are Django's."""

    @settings(max_examples=EFFORT.histories)
    @given(chance=some.randoms(use_true_random=False), size=some.integers(1, 4), step=some.integers(0, 3))
    def test_every_page_is_that_of_djangos_paginator(self, chance: random.Random, size: int, step: int) -> None:
        listings, tag = Listings(), Tag.objects.get_or_create(name="sea")[0]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pagination, "STEP", step)
            for _ in range(6):
                for _ in range(chance.randint(0, 4)):
                    change_something(chance, tag)
                for _ in range(5):
                    compare(chance, size, listings)


def change_something(chance: random.Random, tag: Tag) -> None:
    """Do to the catalogue what people do, to some of its images."""
    title, day = chance.choice(TITLES), f"2024-01-0{chance.choice(DAYS)}T00:00Z"
    pks = list(Image.objects.values_list("pk", flat=True))
    some_images = Image.objects.filter(pk__in=chance.sample(pks, min(len(pks), chance.randint(1, 3))))
    act = chance.choice(["add", "add", "add", "title", "day", "publish", "unpublish", "tag", "delete"])
    if act == "add":
        images = [make_image(title=title, uploaded_at=day, published=chance.random() < 0.8) for _ in range(3)]
        images[0].tags.add(tag)
    elif act == "tag":
        tag.images.set(some_images)
    elif act == "delete":
        some_images.delete()
    else:
        said = {"title": {"title": title}, "day": {"uploaded_at": day}}.get(act, {"published": act == "publish"})
        some_images.update(**said)


def compare(chance: random.Random, size: int, listings: Listings) -> None:
    """Open some page by both paginators."""
    order, which = chance.choice(list(ORDERS)), chance.randrange(len(FILTERS))
    images = FILTERS[which](Image.objects.published()).sorted_by(order)
    theirs, now = Paginator(images, size), catalogue()
    found = theirs.count if which else now.count
    _, milestones = listings.in_order(order, now.version if which else now.places, str(which))
    ours = LongPaginator(images, size, found=found, milestones=milestones)
    assert (ours.count, ours.num_pages) == (theirs.count, theirs.num_pages)
    number = chance.randint(1, theirs.num_pages)
    assert [image.pk for image in ours.page(number)] == [image.pk for image in theirs.page(number)]
