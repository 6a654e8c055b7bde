"""The desk's list of pairs that are nearly the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from gallery.models import Image, Recommendation
from tests.factories import make_image, publish
from tests.gallery.desk import change, listed
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

PAIRS = "/admin/gallery/nearduplicate/"


def pair(one: Image, other: Image, *, similarity: float, both: bool = True) -> None:
    """Store the rows of a pair: in both lists, or only in the first one's."""
    for image, recommended in [(one, other), (other, one)][: 1 + both]:
        rank = 1 + Recommendation.objects.filter(image=image).count()
        Recommendation.objects.create(image=image, recommended=recommended, rank=rank, similarity=similarity)


def pairs_of(client: Client, query: str = "") -> list[tuple[int, ...]]:
    """Return the pairs that the list shows, in order."""
    rows = client.get(PAIRS + query).content.decode().split('class="pair"')[1:]
    return [tuple(dict.fromkeys(map(int, re.findall(r"/admin/gallery/image/(\d+)/change/", row)))) for row in rows]


def test_each_pair_from_the_limit_on_is_listed_once_most_similar_first(admin_client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    a, b, c, d = (make_image() for _ in range(4))
    pair(a, b, similarity=0.9)
    pair(a, c, similarity=0.95)
    pair(d, b, similarity=0.93, both=False)
    pair(c, d, similarity=0.8999)
    assert pairs_of(admin_client) == [(a.pk, c.pk), (d.pk, b.pk), (a.pk, b.pk)]


def test_pairs_equally_similar_are_in_the_order_of_their_numbers(admin_client: Client) -> None:
    publish()
    a, b, c = (make_image() for _ in range(3))
    for one, other in ((c, b), (b, a), (c, a)):
        pair(one, other, similarity=1.0)
    assert pairs_of(admin_client) == [(a.pk, b.pk), (a.pk, c.pk), (b.pk, c.pk)]


def test_a_pair_is_shown_with_what_tells_its_images_apart(admin_client: Client) -> None:
    publish()
    uploaded_at = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    one = make_image(title="Boat", original_name="boat.png", width=800, height=600, uploaded_at=uploaded_at)
    other = make_image(title="Boat again", original_name="boat-2.png", published=False)
    pair(one, other, similarity=0.98765)
    page = admin_client.get(PAIRS).content.decode()
    said = ("0.988", "Boat again", "boat-2.png", "boat.png", "PNG, 800 × 600 pixels, 1\xa0byte", "not published")
    assert [text for text in said if text not in page] == []
    assert "uploaded 1 May 2026, 12:30" in page
    assert all(text in page for image in (one, other) for text in (change(image), image.rendition_url(320)))


def test_the_title_says_from_where_on_a_pair_is_listed(admin_client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.98765))
    assert "Pairs of a similarity of 0.988 or more, each once" in admin_client.get(PAIRS).content.decode()


@pytest.mark.parametrize("ran", [True, False])
def test_where_there_are_no_words_the_list_is_empty_and_says_why(admin_client: Client, *, ran: bool) -> None:
    if ran:
        publish(limits=None)
    pair(make_image(), make_image(), similarity=1.0)
    page = admin_client.get(PAIRS)
    why = "From the first run over twelve images or more on, pairs that are nearly the same stand here."
    assert (listed(page), why in page.content.decode()) == ([], True)


@pytest.mark.parametrize("text", ["harbour", "IMG_77", "twin", "copy-of"])
def test_a_search_finds_the_title_and_file_name_of_either(admin_client: Client, text: str) -> None:
    publish()
    one = make_image(title="Harbour", original_name="IMG_77.jpg")
    other = make_image(title="Twin", original_name="copy-of.jpg")
    pair(one, other, similarity=1.0)
    pair(make_image(), make_image(), similarity=1.0)
    assert pairs_of(admin_client, f"?q={text}") == [(one.pk, other.pk)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("?published=both", "A"), ("?published=one", "BC"), ("?tag=some", "A"), ("?tag=none", "BC"), ("", "ABC")],
)
def test_filters_narrow_the_list(admin_client: Client, query: str, expected: str) -> None:
    publish()
    pair(make_image(title="A", tags=("sea", "sky")), make_image(tags=("sky", "boat")), similarity=1.0)
    pair(make_image(title="B", tags=("sea",)), make_image(published=False, tags=("boat",)), similarity=0.99)
    pair(make_image(title="C", published=False, tags=("sea",)), make_image(), similarity=0.98)
    titles = Image.objects.in_bulk()
    assert "".join(titles[one].title for one, _ in pairs_of(admin_client, query)) == expected


def test_the_list_has_pages(admin_client: Client) -> None:
    publish()
    for _ in range(51):
        pair(make_image(), make_image(), similarity=1.0)
    assert [len(pairs_of(admin_client, query)) for query in ("", "?p=2")] == [50, 1]


def test_the_number_of_queries_does_not_grow_with_the_pairs(admin_client: Client) -> None:
    publish()
    pair(make_image(tags=("sea",)), make_image(), similarity=1.0)
    few = queries_of(admin_client, PAIRS)
    for _ in range(6):
        pair(make_image(tags=("sea",)), make_image(), similarity=1.0)
    assert queries_of(admin_client, PAIRS) == few


def test_pairs_are_to_be_read_only(admin_client: Client) -> None:
    publish()
    pair(make_image(), make_image(), similarity=1.0)
    row = Recommendation.objects.first()
    assert row is not None
    pages = [f"{PAIRS}add/", f"{PAIRS}{row.pk}/delete/"]
    assert [admin_client.get(page).status_code for page in pages] == [403, 403]
    assert admin_client.post(f"{PAIRS}{row.pk}/change/", {"rank": 7}).status_code == 403
    assert "_selected_action" not in admin_client.get(PAIRS).content.decode()


def test_the_page_has_no_style_or_script_of_its_own(admin_client: Client) -> None:
    publish()
    pair(make_image(), make_image(), similarity=1.0)
    rows = admin_client.get(PAIRS).content.decode().split('id="result_list"')[1].split("</table>")[0]
    assert re.findall(r"<script|<style| style=| on\w+=", rows) == []


def test_a_title_is_text_and_never_markup(admin_client: Client) -> None:
    publish()
    pair(make_image(title="<script>alert(1)</script>"), make_image(original_name="<b>.png"), similarity=1.0)
    page = admin_client.get(PAIRS).content.decode()
    assert ("<script>alert" in page, "<b>.png" in page) == (False, False)
