"""The page of one image, and what is like it."""

from __future__ import annotations

import pytest
from django.test import Client

from gallery.models import Image
from tests.factories import decide, make_image, publish, recommend
from tests.gallery.reading import linked_images, queries_of

pytestmark = pytest.mark.django_db


def page_of(client: Client, image: Image) -> str:
    response = client.get(image.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def shown_on(client: Client, image: Image) -> list[int]:
    return linked_images(client.get(image.get_absolute_url()), besides=image)


def test_a_page_shows_the_image_with_its_words(client: Client) -> None:
    image = make_image(
        title="Two boats", description="Seen at dawn.", alt_text="Two boats at anchor", tags=("Red sea",)
    )
    page = page_of(client, image)
    assert "<title>Two boats" in page
    assert 'alt="Two boats at anchor"' in page
    assert "Seen at dawn." in page
    assert "?tag=red-sea" in page
    assert image.rendition_url(640) in page


def test_recommendations_are_links_with_their_similarity_best_first(client: Client) -> None:
    image, second, first = make_image(), make_image(title="Second"), make_image(title="First")
    recommend(image, first, second, similarity=0.9)
    page = page_of(client, image)
    assert shown_on(client, image) == [first.pk, second.pk]
    assert all(text in page for text in ("First", "Second", "0.89", "0.88", first.rendition_url(320)))


@pytest.mark.parametrize(
    ("similarity", "band"),
    [(0.97, "nearly the same"), (0.8, "very alike"), (0.6, "· alike"), (0.3, "loosely alike")],
)
def test_a_similarity_is_said_in_words(client: Client, similarity: float, band: str) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image = make_image()
    recommend(image, make_image(), similarity=similarity)
    assert band in page_of(client, image)


def test_a_catalogue_too_small_for_words_shows_the_value_alone(client: Client) -> None:
    publish(limits=None)
    image = make_image()
    recommend(image, make_image(), similarity=0.97)
    page = page_of(client, image)
    assert "0.96" in page
    assert not any(band in page for band in ("nearly the same", "very alike", "loosely alike"))


def test_an_image_without_recommendations_has_a_page(client: Client) -> None:
    assert shown_on(client, make_image()) == []


@pytest.mark.parametrize(
    "address", ["/images/0/x/", "/images/99999999999999999999/", "/images/99999999999999999999/x/"]
)
def test_an_unknown_image_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("digits", [19, 20, 200])
def test_a_number_no_database_can_hold_is_not_found(client: Client, digits: int) -> None:
    assert client.get(f"/images/{'9' * digits}/x/").status_code == 404


def test_a_draft_is_not_found_whatever_the_slug(client: Client) -> None:
    draft = make_image(published=False)
    addresses = [draft.get_absolute_url(), f"/images/{draft.pk}/", f"/images/{draft.pk}/other/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


@pytest.mark.parametrize("slug", ["", "old-title/", "%00/", "größe/"])
def test_an_outdated_slug_leads_to_the_present_one_for_good(client: Client, slug: str) -> None:
    image = make_image(title="New title")
    response = client.get(f"/images/{image.pk}/{slug}")
    assert (response.status_code, response["Location"]) == (301, f"/images/{image.pk}/new-title/")


def test_a_slug_of_another_script_is_an_address(client: Client) -> None:
    assert page_of(client, make_image(title="Größe 大きさ"))


def test_an_unpublished_recommendation_is_left_out_and_a_spare_moves_up(client: Client) -> None:
    publish(shown=2)
    image, first, draft, spare = (
        make_image(published=title != "Draft", title=title) for title in ("I", "F", "Draft", "S")
    )
    recommend(image, first, draft, spare)
    assert shown_on(client, image) == [first.pk, spare.pk]


def test_a_pair_hidden_one_way_is_hidden_on_one_page(client: Client) -> None:
    image, other = make_image(), make_image()
    recommend(image, other)
    recommend(other, image)
    decide(image=image, other=other, kind="hide", both_ways=False)
    assert (shown_on(client, image), shown_on(client, other)) == ([], [image.pk])


def test_a_pair_hidden_both_ways_is_hidden_on_both_pages(client: Client) -> None:
    image, other = make_image(), make_image()
    recommend(image, other)
    recommend(other, image)
    decide(image=image, other=other, kind="hide", both_ways=True)
    assert (shown_on(client, image), shown_on(client, other)) == ([], [])


def test_a_pinned_image_comes_first(client: Client) -> None:
    image, first, second, pinned = (make_image() for _ in range(4))
    recommend(image, first, second)
    decide(image=image, other=pinned, kind="pin")
    assert shown_on(client, image) == [pinned.pk, first.pk, second.pk]


def test_a_title_is_text_and_never_markup(client: Client) -> None:
    image = make_image(title="<script>alert(1)</script>", description="<script>alert(2)</script>")
    recommend(image, make_image(title='"><script>alert(3)</script>'))
    page = page_of(client, image)
    assert "<script>alert" not in page
    assert all(f"&lt;script&gt;alert({number})&lt;/script&gt;" in page for number in (1, 2, 3))


def test_the_number_of_queries_does_not_grow_with_the_recommendations(client: Client) -> None:
    publish(shown=20)
    image, others = make_image(tags=("sea",)), [make_image(tags=("sea",)) for _ in range(12)]
    decide(image=image, other=others[0], kind="pin")
    recommend(image, *others[:2])
    few = queries_of(client, image.get_absolute_url())
    image.recommendations.all().delete()
    recommend(image, *others)
    assert queries_of(client, image.get_absolute_url()) == few <= 3
    assert client.get(image.get_absolute_url()).content.decode().count('class="kin"') == 12


def test_an_image_that_waits_takes_no_more_queries(client: Client) -> None:
    image = make_image(tags=("sea",))
    alone = queries_of(client, image.get_absolute_url())
    for _ in range(3):
        make_image(tags=("sea",))
    assert queries_of(client, image.get_absolute_url()) == alone <= 3


def test_a_page_is_read_only(client: Client) -> None:
    assert client.post(make_image().get_absolute_url()).status_code == 405


def test_before_the_first_run_the_newest_with_the_same_tags_are_offered(client: Client) -> None:
    image, _stranger = make_image(tags=("red", "sea")), make_image(tags=("blue",))
    older, newer = make_image(tags=("red", "sea")), make_image(tags=("sea",))
    make_image(tags=("red",), published=False)
    page = page_of(client, image)
    assert "No recommendations yet" in page
    assert "Newest with the same tags" in page
    assert shown_on(client, image) == [newer.pk, older.pk]


def test_an_image_with_recommendations_offers_nothing_by_tags(client: Client) -> None:
    image, other = make_image(tags=("red",)), make_image(tags=("red",))
    recommend(image, other)
    assert "Newest with the same tags" not in page_of(client, image)


def test_what_a_curator_hides_here_is_not_offered_by_tags_either(client: Client) -> None:
    image, hidden = make_image(tags=("red",)), make_image(tags=("red",))
    decide(image=hidden, other=image, kind="hide", both_ways=True)
    assert shown_on(client, image) == []


def test_an_image_whose_recommendations_are_all_hidden_does_not_wait_for_a_run(client: Client) -> None:
    image, other = make_image(tags=("red",)), make_image(tags=("red",))
    recommend(image, other)
    decide(image=image, other=other, kind="hide")
    page = page_of(client, image)
    assert ("Nothing is recommended here" in page, "No recommendations yet" in page) == (True, False)
