"""The page of one image reads its list in two queries, and it is the one that lists of many images have."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from gallery.models import CuratedPair, Image, ImportedList, PairVerdict, Publication, Recommendation
from gallery.reading import read
from gallery.recommendations import list_of, lists_for
from gallery.wall_query import WallQuery
from tests.factories import decide, judge, make_image, publish, recommend

pytestmark = pytest.mark.django_db

SIMILARITIES = (0.97, 0.93, 0.8, 0.6, 0.3)


def strewn(chance: Random) -> list[Image]:
    """Return a few images with lists, decisions and verdicts as chance has it, some of them drafts."""
    images = [make_image(published=chance.random() < 0.8) for _ in range(7)]
    for image in images:
        others = chance.sample([other for other in images if other != image], chance.randint(0, 5))
        Recommendation.objects.bulk_create(
            Recommendation(image=image, recommended=other, rank=rank, similarity=chance.choice(SIMILARITIES))
            for rank, other in enumerate(others, start=1)
        )
    CuratedPair.objects.bulk_create(
        CuratedPair(image=one, other=other, kind=chance.choice(["pin", "hide"]), both_ways=chance.random() < 0.5)
        for one, other in combinations(chance.sample(images, 7), 2)
        if chance.random() < 0.2
    )
    PairVerdict.objects.bulk_create(
        PairVerdict(first=one, second=other, verdict=chance.choice(["same", "different"]))
        for one, other in combinations(images, 2)
        if chance.random() < 0.2
    )
    ImportedList.objects.bulk_create(ImportedList(image=image) for image in images if chance.random() < 0.2)
    return images


def publish_anew(chance: Random) -> None:
    """Say what some run might have said of the lists, or nothing at all."""
    Publication.objects.all().delete()
    if chance.random() < 0.9:
        publish(shown=chance.choice([2, 8]), limits=chance.choice([(0.5, 0.7, 0.9), None]))
        Publication.objects.update(only_alike=chance.random() < 0.5)


def test_the_list_of_a_page_is_the_one_that_lists_of_many_have_whatever_is_stored() -> None:
    for seed in range(12):
        chance = Random(seed)  # noqa: S311 - the same examples every time
        publish_anew(chance)
        for image in strewn(chance):
            assert list_of(read(image.pk, WallQuery())) == lists_for([image.pk], folded=True)[image.pk], f"seed {seed}"


def test_whatever_there_is_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    image, *others = (make_image(tags=("sea", "boats")) for _ in range(12))
    query = WallQuery(text="image", tag="sea", order="title", page=2)
    with django_assert_num_queries(2):
        list_of(read(image.pk, query))
    publish()
    recommend(image, *others[:9])
    recommend(others[0], others[1], similarity=0.99)
    judge(others[4], others[5], "same")
    decide(image=image, other=others[10], kind="pin")
    decide(image=others[6], other=image, kind="hide", both_ways=True)
    ImportedList.objects.create(image=image)
    with django_assert_num_queries(2):
        known = read(image.pk, query)
        assert (len(list_of(known).entries), len(known.tags)) == (7, 2)


def test_a_draft_makes_no_two_others_the_same_picture() -> None:
    image, first, second, draft = make_image(), make_image(), make_image(), make_image(published=False)
    recommend(image, first, second, draft)
    judge(first, draft, "same")
    judge(second, draft, "same")
    assert [shown.image for shown in list_of(read(image.pk, WallQuery())).entries] == [first, second]


def test_tags_are_read_by_name() -> None:
    image = make_image(tags=("sea", "Boats", "dawn"))
    known = read(image.pk, WallQuery())
    assert [(tag.name, tag.slug) for tag in known.tags] == list(image.tags.values_list("name", "slug"))


def test_images_hidden_on_a_page_are_not_read() -> None:
    hidden, before, image = make_image(), make_image(), make_image()
    decide(image=image, other=hidden, kind="hide")
    assert read(image.pk, WallQuery()).images.keys() == {image.pk, before.pk}


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_of_an_image_that_is_not_there_nothing_is_known(pk: int) -> None:
    make_image()
    known = read(pk, WallQuery(tag="sea", page=3))
    assert (known.images, list_of(known).entries) == ({}, [])
