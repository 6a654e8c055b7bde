"""A batch at the desk without a script: many files in one form, and a page that says what became of each."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from gallery.models import Image
from tests.factories import upload_image
from tests.gallery.desk import LIST, UPLOAD, change, file, staff

pytestmark = pytest.mark.django_db


def rows(response: Any) -> list[tuple[str, str, str]]:
    """Return verdict, name and sentence of each row that the page shows."""
    page = response.content.decode().split("<template")[0]
    found = re.findall(r'data-state="(\w+)".*?data-name>(.*?)</span>.*?data-said>(.*?)</span>', page, re.DOTALL)
    return [(state, re.sub("<.*?>", "", name), html.unescape(said)) for state, name, said in found]


def test_a_form_of_many_files_gets_a_page_with_a_verdict_on_each(admin_client: Client) -> None:
    first = upload_image(title="Plums", colour="plum")
    files = [file("new.png", colour="salmon"), file("old.png", colour="plum"), file("no.png", b"no picture")]
    response = admin_client.post(UPLOAD, {"file": files, "published": "on"})
    refusal = "Refused: not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)."
    assert rows(response) == [
        ("imported", "new.png", "In the catalogue."),
        ("duplicate", "old.png", f"Already in the catalogue as #{first.pk}, “Plums”."),
        ("refused", "no.png", refusal),
    ]
    assert "1 imported, 1 already in the catalogue, 1 refused." in response.content.decode()


def test_the_page_links_to_new_images_and_to_those_there_already(admin_client: Client) -> None:
    first = upload_image(colour="plum")
    page = admin_client.post(UPLOAD, {"file": [file("a.png", colour="salmon"), file("b.png", colour="plum")]})
    new = Image.objects.exclude(pk=first.pk).get()
    found = re.findall(r'data-name><a href="([^"]*)">([^<]*)', page.content.decode())
    assert found == [(change(new), "a.png"), (change(first), "b.png")]


def test_two_files_of_one_name_and_two_of_one_content_are_told_apart(admin_client: Client) -> None:
    files = [file("a.png", colour="plum"), file("a.png", colour="salmon"), file("b.png", colour="plum")]
    response = admin_client.post(UPLOAD, {"file": files, "tags": "sea"})
    assert [state for state, *_ in rows(response)] == ["imported", "imported", "duplicate"]
    assert [image.tags.get().name for image in Image.objects.all()] == ["sea", "sea"]


def test_a_name_is_text_and_never_markup(admin_client: Client) -> None:
    page = admin_client.post(UPLOAD, {"file": file("<img src=x>.png", b"no picture")}).content.decode()
    assert ("<img src=x>" in page, "&lt;img src=x&gt;.png" in page) == (False, True)


def test_what_is_wrong_with_the_form_is_said_in_place_and_nothing_is_stored(admin_client: Client) -> None:
    page = admin_client.post(UPLOAD, {"file": file(), "tags": f"sea, {'x' * 65}"}).content.decode()
    assert f"A tag may have at most 64 characters, “{'x' * 65}” has 65." in page
    assert f'value="sea, {"x" * 65}"' in page
    assert (Image.objects.count(), "At least one file is required" in page) == (0, False)
    assert "At least one file is required; choose some." in admin_client.post(UPLOAD).content.decode()


def test_more_files_than_a_request_may_have_are_refused_with_the_number(
    admin_client: Client, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    admin_client.raise_request_exception = False
    response = admin_client.post(UPLOAD, {"file": [file(colour=colour) for colour in ("plum", "salmon", "teal")]})
    assert response.status_code == 400
    assert "At most 2 files can be sent at once, and more came, so none was taken." in response.content.decode()
    assert Image.objects.count() == 0


def test_any_other_request_that_makes_no_sense_gets_a_page_that_knows_nothing_of_it(client: Client) -> None:
    response = client.get("/", headers={"host": "<script>.example"})
    page = response.content.decode()
    assert (response.status_code, "<script>" in page) == (400, False)
    assert "The request was not one this site understands." in page


def test_the_page_says_what_is_accepted_and_asks_whether_to_publish(admin_client: Client) -> None:
    page = admin_client.get(UPLOAD).content.decode()
    assert "JPEG, PNG, WebP, GIF or AVIF, up to 20 MiB each." in page
    assert ('name="published"' in page, "drafts until somebody publishes" in page) == (True, False)
    assert re.search(r'<input type="file" name="file"[^>]*\bmultiple\b', page)


def test_whoever_may_not_publish_is_told_that_the_images_will_be_drafts(client: Client) -> None:
    page = staff(client, "add_image").get(UPLOAD).content.decode()
    assert "The images are drafts until somebody publishes them who may." in page
    assert 'name="published"' not in page


@pytest.mark.parametrize("page", [LIST, "/admin/"])
@pytest.mark.parametrize(("right", "linked"), [("add_image", True), ("view_tag", False)])
def test_the_desk_leads_to_the_page_those_who_may_add(client: Client, page: str, right: str, linked: bool) -> None:
    somebody = staff(client, "view_image", right)
    assert (f'href="{UPLOAD}"' in somebody.get(page).content.decode()) is linked


def test_uploading_many_is_the_first_tool_of_the_list(admin_client: Client) -> None:
    tools = admin_client.get(LIST).content.decode().split('<ul class="object-tools">')[1].split("</ul>")[0]
    assert re.findall(r'href="([^"?]*)', tools)[:2] == [UPLOAD, "/admin/gallery/image/add/"]


@pytest.mark.parametrize(
    ("right", "queue"), [("change_image", "image/alt-texts"), ("view_nearduplicate", "nearduplicate/queue")]
)
def test_the_desk_s_first_page_leads_to_the_queues_of_those_who_may(client: Client, right: str, queue: str) -> None:
    page = staff(client, right).get("/admin/").content.decode()
    found = [
        name for name in ("image/alt-texts", "image/upload", "nearduplicate/queue") if f"/admin/gallery/{name}/" in page
    ]
    assert found == [queue]
