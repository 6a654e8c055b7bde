"""The queue of images that are recommended far too often, by the measure of the recommender's report."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.admin import pairs
from gallery.models import Image, Recommendation
from recommender.health import examination
from tests.factories import make_image, publish, recommend
from tests.gallery.pairs import QUEUE, answer, key, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _run() -> None:
    publish(shown=2, limits=(0.5, 0.7, 0.9))


def hub_of(count: int) -> tuple[Image, list[Image]]:
    """Make an image that stands in so many lists, in each a little less similar."""
    hub, pages = make_image(title="Hub"), [make_image() for _ in range(count)]
    for number, page in enumerate(pages):
        recommend(page, hub, similarity=0.8 - number / 100)
    return hub, pages


def test_an_image_recommended_more_than_five_times_the_length_of_lists_is_a_hub(admin_client: Client) -> None:
    hub_of(10)
    assert shown(admin_client.get(f"{QUEUE}?queue=hubs")) is None
    hub, pages = hub_of(11)
    response = admin_client.get(f"{QUEUE}?queue=hubs")
    assert shown(response) == key((pages[-1], hub))
    assert "0 of 11 decided, 11 left" in response.content.decode()


def test_spares_and_drafts_make_no_hub(admin_client: Client) -> None:
    _, pages = hub_of(12)
    Recommendation.objects.filter(image=pages[0]).update(rank=3)
    Image.objects.filter(pk=pages[1].pk).update(published=False)
    assert shown(admin_client.get(f"{QUEUE}?queue=hubs")) is None


def test_a_hub_is_one_no_more_when_enough_of_its_pairs_are_hidden(admin_client: Client) -> None:
    hub, pages = hub_of(12)
    response = answer(admin_client, (pages[-1], hub), "hide_both", queue="hubs")
    assert (shown(response), "1 of 12 decided, 11 left" in response.content.decode()) == (key((pages[-2], hub)), True)
    response = answer(admin_client, (pages[-2], hub), "hide_both", queue="hubs")
    assert (shown(response), "2 of 2 decided, 0 left" in response.content.decode()) == (None, True)


def test_a_pair_of_a_hub_that_is_left_as_it_is_does_not_come_back(admin_client: Client) -> None:
    hub, pages = hub_of(12)
    response = answer(admin_client, (pages[-1], hub), "different", queue="hubs")
    assert (shown(response), "1 of 12 decided" in response.content.decode()) == (key((pages[-2], hub)), True)


def test_the_measure_is_that_of_the_report() -> None:
    assert pairs.HUB_FACTOR == examination.HUB_FACTOR
