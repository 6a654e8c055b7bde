"""The page of an image whose list has images folded into one entry, or ends early."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gallery.models import Image, Publication
from tests.factories import make_image, publish, recommend
from tests.gallery.reading import linked_images, queries_of

pytestmark = pytest.mark.django_db


def page_of(client: Client, image: Image) -> str:
    return client.get(image.get_absolute_url()).content.decode()


def image_among_twins(count: int) -> tuple[Image, list[Image]]:
    """Return an image with a list of so many others, all nearly the same as each other."""
    image, twins = make_image(), [make_image(title=f"Twin <{number}>") for number in range(count)]
    recommend(image, *twins, similarity=0.8)
    if twins:
        recommend(twins[0], *twins[1:], similarity=0.98)
    return image, twins


def test_folded_images_are_counted_and_are_links_behind_a_summary(client: Client) -> None:
    publish(limits=(0.3, 0.5, 0.9))
    image, twins = image_among_twins(4)
    page = page_of(client, image)
    (details,) = re.findall(r"<details.*?</details>", page, re.DOTALL)
    summary, folded = details.split("</summary>")
    assert ("and 3 nearly the same" in summary, page.count('class="kin"')) == (True, 1)
    assert re.findall(r'href="([^"]+)"', folded) == [twin.get_absolute_url() for twin in twins[1:]]
    assert 'alt="Twin &lt;1&gt;"' in folded
    assert linked_images(client.get(image.get_absolute_url()), besides=image) == [twin.pk for twin in twins]


def test_an_entry_with_nothing_folded_has_nothing_to_open(client: Client) -> None:
    publish(limits=(0.3, 0.5, 0.9))
    image, _ = image_among_twins(1)
    assert "<details" not in page_of(client, image)


def test_folding_takes_no_query_more_however_much_is_folded(client: Client) -> None:
    publish(limits=None)
    image, _ = image_among_twins(7)
    unfolded = queries_of(client, image.get_absolute_url())
    Publication.objects.update(nearly_same_from=0.9)
    few, _ = image_among_twins(2)
    assert [queries_of(client, each.get_absolute_url()) for each in (few, image)] == [unfolded] * 2


@pytest.mark.parametrize(
    ("alike_from", "said", "unsaid"),
    [
        (0.785, "Nothing else in this catalogue is alike.", "Nothing in this catalogue is alike."),
        (0.9, "Nothing in this catalogue is alike.", "Nothing else in this catalogue is alike."),
    ],
)
def test_a_list_cut_short_says_so_in_plain_words(client: Client, alike_from: float, said: str, unsaid: str) -> None:
    publish(limits=(alike_from, 0.95, 0.99))
    Publication.objects.update(only_alike=True)
    page = page_of(client, image_among_twins(2)[0])
    assert (said in page, unsaid in page, "No recommendations yet" in page) == (True, False, False)


def test_a_whole_list_says_nothing_of_the_kind(client: Client) -> None:
    publish(limits=(0.9, 0.95, 0.99))
    assert "in this catalogue is alike" not in page_of(client, image_among_twins(2)[0])


def test_an_image_that_no_run_compared_is_not_said_to_be_alone(client: Client) -> None:
    publish()
    Publication.objects.update(only_alike=True)
    page = page_of(client, make_image())
    assert ("No recommendations yet" in page, "in this catalogue is alike" in page) == (True, False)
