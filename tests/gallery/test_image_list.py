"""The desk's list of images: what it shows, how it is narrowed, and that it stays quick."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.db.models import QuerySet
from django.test import Client

from gallery.admin.image_list import Addition, ListOfImages
from gallery.admin.tag_filter import MOST_OFFERED
from gallery.models import Image, Tag
from tests.factories import make_image, publish, recommend
from tests.gallery.desk import LIST, listed
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db


def titles(client: Client, query: str = "") -> str:
    """Return the titles of the images that the list shows, sorted."""
    shown = Image.objects.in_bulk(listed(client.get(LIST + query)))
    return "".join(sorted(image.title for image in shown.values()))


def tag_choices(client: Client, query: str = "") -> list[str]:
    """Return the tags that the filter offers to click."""
    return re.findall(
        r">([^<]+)</a></li>", client.get(LIST + query).content.decode().split("tags-to-choose")[1].split("</ul>")[0]
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?format=PNG", "AB"),
        ("?format=JPEG", "C"),
        ("?tag=none", "C"),
        ("?twin=some", "AB"),
        ("?twin=none", "C"),
        ("?tag=none&twin=some", ""),
        ("?twin=x", "ABC"),
    ],
)
def test_filters_narrow_the_list(admin_client: Client, query: str, expected: str) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    a, b, c = make_image(title="A", tags=("sea",)), make_image(title="B", tags=("sea", "sky")), make_image(title="C")
    Image.objects.filter(pk=c.pk).update(format="JPEG")
    recommend(a, b, similarity=0.95)
    recommend(c, a, similarity=0.85)
    assert titles(admin_client, query) == expected


def test_without_a_run_that_could_say_nothing_is_nearly_the_same(admin_client: Client) -> None:
    recommend(make_image(title="A"), make_image(title="B"), similarity=1.0)
    assert "nearly the same" not in admin_client.get(LIST).content.decode().split('id="changelist-filter"')[1]
    assert titles(admin_client, "?twin=some") == "AB"


def test_the_commonest_tags_are_offered_by_name_and_any_other_is_found(admin_client: Client) -> None:
    tags = Tag.objects.named(f"tag {number:02}" for number in range(MOST_OFFERED + 5))
    for number in range(3):
        make_image(title="ABC"[number]).tags.set(tags[: MOST_OFFERED + 5 - number])
    offered = tag_choices(admin_client)
    assert offered == ["All", "Without tags", *(f"tag {number:02}" for number in range(MOST_OFFERED))]
    rarest = Tag.objects.get(name=f"tag {MOST_OFFERED + 4}")
    assert titles(admin_client, f"?tag={rarest.pk}") == "A"
    assert tag_choices(admin_client, f"?tag={rarest.pk}")[-1] == rarest.name


@pytest.mark.parametrize("value", ["999999", "x", "9" * 40, "-1", "²"])
def test_a_tag_that_is_not_there_narrows_the_list_to_nothing(admin_client: Client, value: str) -> None:
    make_image(tags=("sea",))
    response = admin_client.get(LIST, {"tag": value})
    assert (response.status_code, listed(response)) == (200, [])


def test_the_search_for_a_tag_keeps_what_else_narrows_the_list(admin_client: Client) -> None:
    page = admin_client.get(f"{LIST}?q=boat&published__exact=1&tag=none&p=1").content.decode()
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page.split('class="any-tag"')[1])
    assert sorted(hidden) == [("published__exact", "1"), ("q", "boat")]


def test_any_tag_is_found_by_a_few_letters(admin_client: Client) -> None:
    Tag.objects.named(["harbour", "sea"])
    field = {"app_label": "gallery", "model_name": "image", "field_name": "tags", "term": "harb"}
    answer = admin_client.get("/admin/autocomplete/", field).json()
    assert [found["text"] for found in answer["results"]] == ["harbour"]


def test_an_image_found_by_several_tags_is_listed_and_counted_once(admin_client: Client) -> None:
    image = make_image(title="seaside", description="sea", tags=("sea", "seaside", "seals"))
    response = admin_client.get(LIST, {"q": "sea"})
    assert (response.context["cl"].result_count, listed(response)) == (1, [image.pk])


def test_a_search_finds_images_with_every_word_wherever_it_stands(admin_client: Client) -> None:
    make_image(title="A boat", original_name="IMG_77.jpg")
    make_image(title="A boat")
    assert titles(admin_client, "?q=img_77+boat") == "A boat"


def test_visitors_do_not_search_names_of_files(client: Client) -> None:
    make_image(title="A boat", original_name="IMG_77.jpg")
    assert "A boat" not in client.get("/", {"q": "IMG_77"}).content.decode()


def test_pages_follow_each_other_without_gap_or_repetition(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ListOfImages, "list_per_page", 2)
    newest_first = [make_image(title=title).pk for title in "ABCDE"][::-1]
    pages = [listed(admin_client.get(LIST, {"p": page})) for page in (1, 2, 3)]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:]]
    by_title = [listed(admin_client.get(LIST, {"p": page, "o": "2"})) for page in (1, 2, 3)]
    assert [Image.objects.get(pk=pk).title for page in by_title for pk in page] == list("ABCDE")


def test_a_title_is_shown_with_whether_the_image_is_described(admin_client: Client) -> None:
    make_image(alt_text="A boat")
    make_image()
    icons = re.findall(
        r'field-described"><img src="/static/admin/img/icon-(\w+).svg"', admin_client.get(LIST).content.decode()
    )
    assert icons == ["no", "yes"]


def add_pairs(count: int) -> None:
    """Add pairs that are nearly the same, one of them with tags of its own: every filter below lists some."""
    for number in range(count):
        one = make_image(title="sea boat", tags=("sea", f"tag {number}"))
        recommend(make_image(title="sea boat"), one, similarity=0.99)


@pytest.mark.parametrize(
    "query", ["", "?q=sea+boat", "?tag=none", "?twin=some", "?twin=none", "?state=waiting", "?alt=missing", "?o=2"]
)
def test_the_number_of_queries_does_not_grow(admin_client: Client, query: str) -> None:
    publish()
    add_pairs(1)
    make_image(title="sea boat")
    few = queries_of(admin_client, LIST + query)
    add_pairs(9)
    make_image(title="sea boat")
    assert (queries_of(admin_client, LIST + query), few < 15) == (few, True)


def test_another_room_adds_columns_filters_and_actions() -> None:
    desk = ListOfImages(Image, admin.site)

    def column(image: Image) -> str:
        return "looked at"

    desk.extend(Addition(columns=(column,), actions=(column,)))
    shown = desk.get_list_display(None)  # type: ignore[arg-type]
    assert (shown.index(column), desk.actions[-1]) == (shown.index("published") - 1, column)
    assert column not in admin.site.get_model_admin(Image).get_list_display(None)  # type: ignore[arg-type]


def test_what_a_page_shows_is_asked_for_that_page_only(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListOfImages, "list_per_page", 2)
    asked: list[int] = []

    def annotate(images: QuerySet[Image]) -> QuerySet[Image]:
        asked.append(images.count())
        return images

    desk = admin.site.get_model_admin(Image)
    monkeypatch.setattr(desk, "additions", (Addition(annotate=annotate),))
    for _ in range(5):
        make_image()
    admin_client.get(LIST)
    assert asked == [2]


def test_the_page_has_no_style_or_script_of_its_own(admin_client: Client) -> None:
    make_image(tags=("sea",))
    page = admin_client.get(LIST).content.decode()
    rows = (
        page.split('id="result_list"')[1].split("</table>")[0] + page.split('class="any-tag"')[1].split("</details>")[0]
    )
    assert re.findall(r"<script|<style| style=| on\w+=", rows) == []
