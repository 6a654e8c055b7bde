"""The page of a pair: who may see it, what it says of two images, and the way along the list."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gallery.models import Image, ImportedList, Recommendation
from tests.factories import decide, judge, make_image, publish, recommend
from tests.gallery.pairs import match
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

BLUE, BLUE_TOO, RED = "#123a6b", "#183f74", "#b22222"


def address(one: Image, other: Image) -> str:
    return reverse("gallery:pair", args=[one.pk, other.pk])


def page_of(client: Client, one: Image, other: Image) -> str:
    """Return a page with the blanks of its source in one."""
    response = client.get(address(one, other))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def reasons(page: str) -> list[str]:
    """Return the reasons that a page gives, as text."""
    items = page.split('<ul class="reasons__list">')[1].split("</ul>")[0].split("<li")[1:]
    return [" ".join(re.sub(r"<[^>]*>", " ", f"<li{item}").split()) for item in items]


def listed(*, similarity: float = 0.8, **fields: Any) -> tuple[Image, Image]:
    """Make two images of which one recommends the other."""
    one, other = make_image(**fields), make_image(**fields)
    Recommendation.objects.create(image=one, recommended=other, rank=1, similarity=similarity)
    return one, other


def test_a_page_shows_both_images_with_their_words_and_links_to_them(client: Client) -> None:
    one = make_image(title="Two boats", alt_text="Boats at anchor")
    other = make_image(title="Three boats")
    recommend(one, other)
    page = page_of(client, one, other)
    assert "<title>Why alike? Two boats, Three boats · Kindred</title>" in page
    expected = ('alt="Boats at anchor"', 'alt="Three boats"', one.rendition_url(960), other.rendition_url(960))
    assert [text for text in expected if text not in page] == []
    assert page.count(f'href="{other.get_absolute_url()}"') == 1
    assert re.findall(r'<a class="pair__back" href="([^"]+)"><svg.*?</svg> <span>Back to <bdi>Two boats<', page) == [
        one.get_absolute_url()
    ]


def test_search_engines_leave_it_out_and_no_cache_keeps_it_for_others(client: Client) -> None:
    response = client.get(address(*listed()))
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert set(response["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize(
    ("similarity", "said"),
    [(0.97, "Nearly the same, 0.97"), (0.8, "Very alike, 0.80"), (0.6, "Alike, 0.60"), (0.3, "Loosely alike, 0.30")],
)
def test_the_similarity_is_said_as_on_the_image_s_page(similarity: float, said: str, client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    one, other = listed(similarity=similarity, dominant_colour=BLUE)
    assert reasons(page_of(client, one, other)) == [said, "Both are mostly dark blue."]


def test_a_similarity_is_known_from_either_list(client: Client) -> None:
    one, other = listed(similarity=0.81)
    assert reasons(page_of(client, other, one))[0] == "0.81"


def test_an_imported_similarity_has_no_word_and_says_so(client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    one, other = listed(similarity=0.97)
    ImportedList.objects.create(image=one, source="names.pkl")
    said = reasons(page_of(client, one, other))
    assert said[:2] == ["0.97", "This similarity was imported: another program computed it."]


def test_tags_in_common_are_links_and_others_are_not_named(client: Client) -> None:
    one, other = make_image(tags=("sea", "Red boat", "dawn")), make_image(tags=("Red boat", "sea", "dusk"))
    recommend(one, other)
    page = page_of(client, one, other)
    assert "Both are tagged Red boat sea" in reasons(page)
    assert ('href="/?tag=red-boat"' in page, "dawn" in page, "dusk" in page) == (True, False, False)


@pytest.mark.parametrize(("colour", "named"), [(BLUE_TOO, True), (RED, False)])
def test_a_colour_that_both_have_most_of_is_named(colour: str, named: bool, client: Client) -> None:
    one, other = make_image(dominant_colour=BLUE), make_image(dominant_colour=colour)
    recommend(one, other)
    assert ("Both are mostly dark blue." in reasons(page_of(client, one, other))) is named


@pytest.mark.parametrize(
    ("verdict", "similarity", "said"),
    [
        ("same", 0.8, ["They are the same picture, say the curators."]),
        ("different", 0.95, ["They are not the same picture, say the curators."]),
        ("different", 0.8, []),
    ],
)
def test_what_curators_say_of_the_two_is_said_where_it_tells_something(
    verdict: str, similarity: float, said: list[str], client: Client
) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    one, other = listed(similarity=similarity)
    judge(one, other, verdict)
    assert [reason for reason in reasons(page_of(client, one, other)) if "curators" in reason] == said


def test_a_pair_that_curators_pinned_says_so_even_if_nobody_compared_it(client: Client) -> None:
    one, other = make_image(dominant_colour=RED), make_image(dominant_colour=BLUE)
    decide(image=other, other=one, kind="pin", both_ways=True)
    page = page_of(client, one, other)
    assert reasons(page) == ["The curators chose to show them together."]
    assert ("Why alike?</h1>" in page, "Not alike" in page) == (True, False)


def test_two_images_of_no_list_stand_side_by_side_and_nothing_is_asked(client: Client) -> None:
    one, other = make_image(dominant_colour=RED), make_image(dominant_colour=BLUE)
    page = page_of(client, one, other)
    assert reasons(page) == ["These two are in no list of each other's, so nobody compared them."]
    assert ("Side by side</h1>" in page, "<form method" in page) == (True, False)


@pytest.mark.parametrize("places", [(1, 2), (2, 1), (1, 1), (1, 10**20), (10**20, 1), (1, 2**63)])
def test_what_is_no_pair_of_two_published_images_is_not_found(places: tuple[int, int], client: Client) -> None:
    shown, draft = make_image(), make_image(published=False)
    recommend(shown, draft)
    names = {1: shown.pk, 2: draft.pk}
    one, other = (names.get(place, place) for place in places)
    assert client.get(f"/images/{one}/like/{other}/").status_code == 404


def test_a_pair_that_curators_hide_is_not_found_on_the_pages_where_they_hide_it(client: Client) -> None:
    one, other = listed()
    decide(image=one, other=other, kind="hide", both_ways=False)
    assert [client.get(address(*pair)).status_code for pair in ((one, other), (other, one))] == [404, 200]
    decide(image=other, other=one, kind="hide", both_ways=True)
    assert [client.get(address(*pair)).status_code for pair in ((one, other), (other, one))] == [404, 404]


def test_the_latest_decision_holds(client: Client) -> None:
    one, other = listed()
    decide(image=one, other=other, kind="hide")
    decide(image=other, other=one, kind="pin", both_ways=True)
    assert "The curators chose to show them together." in page_of(client, one, other)


def steps(page: str) -> dict[str, int]:
    """Return which image the links to the pages before and behind are about."""
    return {rel: int(pk) for pk, rel in re.findall(r'href="/images/\d+/like/(\d+)/" rel="(prev|next)"', page)}


def test_the_list_is_walked_along_from_page_to_page(client: Client) -> None:
    publish(shown=3)
    image, first, hidden, second, draft, third, spare = (make_image(published=n != 4) for n in range(7))
    recommend(image, first, hidden, second, draft, third, spare)
    decide(image=image, other=hidden, kind="hide")
    found = [steps(page_of(client, image, other)) for other in (first, second, third, spare)]
    assert found == [
        {"next": second.pk},
        {"prev": first.pk, "next": third.pk},
        {"prev": second.pk},
        {},
    ]


def test_a_list_that_ends_where_nothing_is_alike_is_not_walked_further(client: Client) -> None:
    publication = publish(limits=(0.88, 0.9, 0.95))
    publication.only_alike = True
    publication.save()
    image, first, second = (make_image() for _ in range(3))
    recommend(image, first, second)
    assert steps(page_of(client, image, first)) == {"next": second.pk}
    publication.alike_from = 0.885
    publication.save()
    assert steps(page_of(client, image, first)) == {}


def test_a_page_takes_two_queries_however_much_there_is_to_say(client: Client) -> None:
    publish(shown=20)
    tags = tuple(f"tag {number}" for number in range(9))
    image, others = make_image(tags=tags), [make_image(tags=tags) for _ in range(12)]
    recommend(image, *others)
    match(image, others[1], [255] * 49)
    judge(image, others[1], "same")
    decide(image=image, other=others[1], kind="pin")
    assert queries_of(client, address(image, others[1])) == queries_of(client, address(*others[:2])) == 2


def test_a_title_is_text_and_never_markup(client: Client) -> None:
    one = make_image(title="<script>alert(1)</script>", tags=("<b>bold",))
    other, third = make_image(title='"><script>alert(2)</script>', tags=("<b>bold",)), make_image(title="<script>")
    recommend(one, other, third)
    page = page_of(client, one, other)
    assert ("<script>alert" in page, "<script>" in page, "<b>" in page) == (False, False, False)
