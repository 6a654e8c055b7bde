"""The curators' desk: lists, words, decisions, and what each image recommends."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from gallery.models import CuratedPair, Image, Tag
from tests.factories import decide, make_image, recommend
from tests.gallery.desk import LIST, change, form, listed
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

MODELS = [model._meta.label_lower for model in admin.site._registry]


def address(model: str, page: str, *arguments: object) -> str:
    return reverse(f"admin:{model.replace('.', '_')}_{page}", args=arguments)


def a_row_of(model: type[Model]) -> Model:
    rows: dict[type[Model], Callable[[], Model]] = {
        Image: make_image,
        Tag: lambda: Tag.objects.create(name="sea"),
        CuratedPair: lambda: decide(image=make_image(), other=make_image(), kind="pin"),
    }
    return rows[model]()


@pytest.mark.parametrize("model", MODELS)
def test_every_list_has_a_page_and_can_be_searched(admin_client: Client, model: str) -> None:
    make_image(tags=("sea",))
    decide(image=make_image(), other=make_image(), kind="pin")
    assert [admin_client.get(address(model, "changelist") + query).status_code for query in ("", "?q=sea")] == [
        200,
        200,
    ]


@pytest.mark.parametrize("model", ["gallery.image", "gallery.tag", "gallery.curatedpair"])
def test_everything_of_the_catalogue_can_be_added(admin_client: Client, model: str) -> None:
    assert admin_client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", [Image, Tag, CuratedPair])
def test_everything_of_the_catalogue_can_be_changed_and_deleted(admin_client: Client, model: type[Model]) -> None:
    row = a_row_of(model)
    pages = [address(row._meta.label_lower, page, row.pk) for page in ("change", "history", "delete")]
    assert [admin_client.get(page).status_code for page in pages] == [200, 200, 200]


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    response = client.get(LIST)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={LIST}")


def test_the_list_shows_every_image_with_its_picture_drafts_too(admin_client: Client) -> None:
    first, draft = make_image(tags=("sea", "boats")), make_image(published=False)
    response = admin_client.get(LIST)
    assert listed(response) == [draft.pk, first.pk]
    assert first.rendition_url(96) in response.content.decode()
    assert re.findall(r'<li dir="auto">(\w+)</li>', response.content.decode()) == ["boats", "sea"]


@pytest.mark.parametrize("text", ["harbour", "DAWN", "seaside", "IMG_77"])
def test_a_search_finds_title_description_tag_and_file_name(admin_client: Client, text: str) -> None:
    boat = make_image(title="Harbour", description="At dawn", tags=("seaside",), original_name="IMG_77.jpg")
    make_image(title="Tree")
    assert listed(admin_client.get(LIST, {"q": text})) == [boat.pk]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("published__exact=1", "AB"),
        ("published__exact=0", "C"),
        ("alt=missing", "AC"),
        ("alt=written", "B"),
        ("", "ABC"),
    ],
)
def test_filters_narrow_the_list(admin_client: Client, query: str, expected: str) -> None:
    make_image(title="A")
    make_image(title="B", alt_text="A boat")
    make_image(title="C", published=False)
    titles = Image.objects.in_bulk()
    assert "".join(sorted(titles[pk].title for pk in listed(admin_client.get(f"{LIST}?{query}")))) == expected


def test_the_list_can_be_narrowed_to_a_tag(admin_client: Client) -> None:
    boat = make_image(tags=("boats",))
    make_image(tags=("trees",))
    assert listed(admin_client.get(LIST, {"tag": Tag.objects.get(name="boats").pk})) == [boat.pk]


def do(client: Client, action: str, *images: Image) -> str:
    """Do an action with images of the list and return the page that follows."""
    chosen = {"action": action, "_selected_action": [image.pk for image in images]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_images_are_published_together(admin_client: Client) -> None:
    first, second, other = (make_image(published=False) for _ in range(3))
    assert "2 images published." in do(admin_client, "publish", first, second)
    assert list(Image.objects.published().order_by("pk")) == [first, second]
    assert not Image.objects.get(pk=other.pk).published


def test_an_image_is_taken_from_the_gallery(admin_client: Client) -> None:
    image, other = make_image(), make_image()
    changed_at = image.updated_at
    assert "1 image taken from the gallery." in do(admin_client, "unpublish", image)
    assert list(Image.objects.published()) == [other]
    assert Image.objects.get(pk=image.pk).updated_at > changed_at


def test_an_image_is_published_from_its_row(admin_client: Client) -> None:
    image = make_image(published=False)
    row = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": image.pk, "form-0-published": "on"}
    admin_client.post(LIST, row | {"_save": "Save"})
    assert Image.objects.published().get() == image


def test_the_number_of_queries_does_not_grow_with_the_images(admin_client: Client) -> None:
    for _ in range(3):
        make_image(tags=("sea", "boats"))
    few = queries_of(admin_client, LIST)
    for _ in range(9):
        make_image(tags=("sea", "boats"))
    assert queries_of(admin_client, LIST) == few


def test_the_number_of_queries_does_not_grow_with_the_decisions(admin_client: Client) -> None:
    decide(image=make_image(), other=make_image(), kind="pin")
    few = queries_of(admin_client, address("gallery.curatedpair", "changelist"))
    for _ in range(5):
        decide(image=make_image(), other=make_image(), kind="hide")
    assert queries_of(admin_client, address("gallery.curatedpair", "changelist")) == few


def test_words_are_changed_and_the_file_stays(admin_client: Client) -> None:
    image = make_image(title="Boat", content_hash="a" * 64)
    recommend(image, make_image())
    rows = {"recommendations-TOTAL_FORMS": 1, "recommendations-INITIAL_FORMS": 1}
    response = admin_client.post(change(image), form(title="Ship", alt_text="A ship", **rows))
    image.refresh_from_db()
    assert (response.status_code, image.title, image.slug, image.alt_text) == (302, "Ship", "ship", "A ship")
    assert (image.content_hash, image.recommendations.count()) == ("a" * 64, 1)


def test_an_image_in_the_catalogue_keeps_a_title(admin_client: Client) -> None:
    image = make_image(title="Boat")
    assert "This field is required." in admin_client.post(change(image), form()).content.decode()


def test_a_title_is_text_and_never_markup(admin_client: Client) -> None:
    image = make_image(title="<script>alert(1)</script>", original_name="<script>alert(2)</script>.png")
    recommend(image, make_image(title="<script>alert(3)</script>"))
    decide(image=image, other=make_image(), kind="pin")
    for page in (LIST, change(image), address("gallery.curatedpair", "changelist")):
        assert "<script>alert" not in admin_client.get(page).content.decode()


def test_a_decision_says_who_made_it(admin_client: Client, admin_user: User) -> None:
    image, other = make_image(), make_image()
    pair = {"image": image.pk, "other": other.pk, "kind": "hide", "both_ways": "on"}
    assert admin_client.post(address("gallery.curatedpair", "add"), pair).status_code == 302
    decision = CuratedPair.objects.get()
    assert (decision.image, decision.other, decision.kind, decision.both_ways) == (image, other, "hide", True)
    assert decision.decided_by == admin_user


def test_a_decision_on_an_image_and_itself_is_refused_on_the_page(admin_client: Client) -> None:
    image = make_image()
    pair = {"image": image.pk, "other": image.pk, "kind": "hide"}
    assert admin_client.post(address("gallery.curatedpair", "add"), pair).status_code == 200
    assert CuratedPair.objects.count() == 0


def test_a_tag_that_exists_is_refused_with_the_one_to_use(admin_client: Client) -> None:
    Tag.objects.create(name="Boats")
    response = admin_client.post(address("gallery.tag", "add"), {"name": "boats"})
    assert "The tag “Boats” exists already; use that one." in response.content.decode()
