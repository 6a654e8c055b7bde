"""Curators publish, editors in chief delete too, and whoever may only upload makes drafts."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.desk import ADD, LIST, change, file, form, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploader(client: Client) -> Client:
    return staff(client, "view_image", "add_image", "change_image", "view_tag")


@pytest.fixture
def curator(client: Client) -> Client:
    return staff(client, group="Curators")


def rights_of(group: str) -> set[str]:
    permissions = Permission.objects.filter(group__name=group)
    return {f"{app}.{codename}" for app, codename in permissions.values_list("content_type__app_label", "codename")}


def test_curators_curate_and_look() -> None:
    assert rights_of("Curators") == {
        *(f"gallery.{verb}_image" for verb in ("view", "add", "change", "publish")),
        *(f"gallery.{verb}_tag" for verb in ("view", "add", "change")),
        *(f"gallery.{verb}_curatedpair" for verb in ("view", "add", "change", "delete")),
        *("gallery.view_recommendation", "gallery.view_nearduplicate", "gallery.view_pairevent"),
        *("recommender.view_run", "recommender.view_imagestate", "recommender.view_unreadableimage"),
    }


def test_editors_in_chief_delete_images_and_tags_as_well() -> None:
    assert rights_of("Editors in chief") - rights_of("Curators") == {"gallery.delete_image", "gallery.delete_tag"}
    assert rights_of("Curators") < rights_of("Editors in chief")


def test_what_an_uploader_uploads_is_a_draft_whatever_the_form_says(uploader: Client) -> None:
    page = uploader.get(ADD).content.decode()
    assert "The image is a draft until somebody publishes it who may." in page
    assert 'name="published"' not in page
    uploader.post(ADD, form(file=file()))
    assert Image.objects.get().published is False


def test_what_a_curator_uploads_is_published_if_the_form_says_so(curator: Client) -> None:
    assert "is a draft" not in curator.get(ADD).content.decode()
    curator.post(ADD, form(file=file()))
    assert Image.objects.get().published is True


@pytest.mark.parametrize("published", [True, False])
def test_an_uploader_changes_words_and_leaves_visitors_what_they_see(published: bool, uploader: Client) -> None:
    image = make_image(published=published)
    assert 'name="published"' not in uploader.get(change(image)).content.decode()
    uploader.post(change(image), form(title="Other words", published="" if published else "on"))
    image.refresh_from_db()
    assert (image.title, image.published) == ("Other words", published)


def test_an_uploader_publishes_neither_from_a_row_nor_together_with_others(uploader: Client) -> None:
    image = make_image(published=False)
    page = uploader.get(LIST).content.decode()
    assert ('name="form-0-published"' in page, 'value="publish"' in page) == (False, False)
    row = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": image.pk, "form-0-published": "on"}
    uploader.post(LIST, {**row, "_save": "Save"})
    uploader.post(LIST, {"action": "publish", "_selected_action": [image.pk]})
    image.refresh_from_db()
    assert image.published is False


def test_a_curator_publishes_from_a_row_and_together_with_others(curator: Client) -> None:
    first, second = make_image(published=False), make_image(published=False)
    page = curator.get(LIST).content.decode()
    assert ('name="form-0-published"' in page, 'value="publish"' in page) == (True, True)
    curator.post(LIST, {"action": "publish", "_selected_action": [first.pk, second.pk]})
    assert Image.objects.filter(published=True).count() == 2


@pytest.mark.parametrize(("group", "status"), [("Curators", 403), ("Editors in chief", 200)])
def test_only_editors_in_chief_delete_an_image(group: str, status: int, client: Client) -> None:
    image = make_image()
    address = change(image).replace("/change/", "/delete/")
    assert staff(client, group=group).get(address).status_code == status


def test_a_curator_sees_every_page_of_the_desk(curator: Client) -> None:
    for page in ("gallery/image", "gallery/tag", "gallery/curatedpair", "gallery/nearduplicate", "gallery/pairevent"):
        assert curator.get(f"/admin/{page}/").status_code == 200
    for page in ("run", "imagestate", "unreadableimage"):
        assert curator.get(f"/admin/recommender/{page}/").status_code == 200


@pytest.mark.parametrize(("published", "replaced"), [(True, False), (False, True)])
def test_an_uploader_replaces_the_file_of_a_draft_and_of_nothing_that_visitors_see(
    published: bool, replaced: bool, uploader: Client
) -> None:
    image = make_image(published=published)
    before = image.content_hash
    told = "only somebody who may publish can replace its file" in uploader.get(change(image)).content.decode()
    uploader.post(change(image), form(title="Other words", file=file()))
    image.refresh_from_db()
    assert (image.title, told, image.content_hash != before) == ("Other words", not replaced, replaced)


def test_a_curator_replaces_the_file_of_what_visitors_see(curator: Client) -> None:
    image = make_image()
    before = image.content_hash
    curator.post(change(image), form(title="Boat", file=file()))
    image.refresh_from_db()
    assert image.content_hash != before
