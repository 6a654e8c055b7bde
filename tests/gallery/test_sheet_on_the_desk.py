"""A sheet on the desk: download it, upload it, look at what would change, confirm."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.test import Client

from gallery.admin import sheets
from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.desk import LIST, file

pytestmark = pytest.mark.django_db

SHEET = f"{LIST}metadata.csv"
TAKE = f"{LIST}metadata/"


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def upload(client: Client, text: str) -> str:
    """Offer a sheet and return the page that shows what it would change."""
    response = client.post(TAKE, {"file": file("images.csv", text.encode())})
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def seal_in(page: str) -> str:
    """Return what the page would send back; nothing where there is nothing to confirm."""
    return next(iter(re.findall(r'name="changes" value="([^"]+)"', page)), "")


def confirm(client: Client, page: str) -> str:
    """Confirm what a page shows and return the page that follows."""
    return html.unescape(client.post(TAKE, {"changes": seal_in(page)}, follow=True).content.decode())


def logged_in(client: Client, *codenames: str) -> User:
    user = User.objects.create_user(f"somebody with {len(codenames)}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def test_the_list_leads_to_the_sheet_of_what_it_shows(admin_client: Client) -> None:
    make_image(title="Boat", tags=("sea",))
    make_image(title="Tree")
    page = admin_client.get(f"{LIST}?tag=none&q=tree").content.decode()
    address = html.unescape(re.findall(r'href="(/admin/gallery/image/metadata.csv[^"]*)"', page)[0])
    response = admin_client.get(address)
    text = text_of(response)
    assert ("Tree" in text, "Boat" in text, text.startswith("\ufeffid,")) == (True, False, True)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="images-[\d-]{10}\.csv"', response["Content-Disposition"])


def test_the_sheet_has_images_of_every_page(admin_client: Client) -> None:
    for _ in range(60):
        make_image()
    assert text_of(admin_client.get(SHEET)).count("\r\n") == 61


def test_chosen_images_have_a_sheet_of_their_own(admin_client: Client) -> None:
    chosen, _ = make_image(title="Boat"), make_image(title="Tree")
    sent = text_of(admin_client.post(LIST, {"action": "export_sheet", "_selected_action": [chosen.pk]}))
    assert ("Boat" in sent, "Tree" in sent) == (True, False)


def test_a_sheet_shows_what_it_would_change_and_changes_nothing(admin_client: Client) -> None:
    image = make_image(title="Boat <b>", original_name="boat.jpg")
    page = upload(admin_client, f"id,title,description\n{image.pk},Ship,New\n")
    assert "2 cells of 1 image would change" in page
    assert re.findall(r"<del[^>]*>(.*?)</del>|<ins[^>]*>(.*?)</ins>", page) == [
        ("Boat <b>", ""),
        ("", "Ship"),
        ("", "New"),
    ]
    assert (f"/admin/gallery/image/{image.pk}/change/" in page, 'value="Change 1 image"' in page) == (True, True)
    assert Image.objects.get().title == "Boat <b>"


def test_what_is_confirmed_is_changed_and_noted_in_the_history(admin_client: Client, admin_user: User) -> None:
    image, other = make_image(title="Boat"), make_image(title="Tree")
    page = upload(admin_client, f"id,title,tags\n{image.pk},Ship,\n{other.pk},Tree,wood\n")
    assert "2 cells of 2 images changed." in confirm(admin_client, page)
    assert (Image.objects.get(pk=image.pk).title, Image.objects.get(tags__name="wood")) == ("Ship", other)
    noted = {(entry.object_id, entry.get_change_message(), entry.user) for entry in LogEntry.objects.all()}
    assert noted == {(str(image.pk), "Changed title.", admin_user), (str(other.pk), "Changed tags.", admin_user)}


def test_an_edit_between_looking_and_confirming_is_kept_and_shown(admin_client: Client) -> None:
    image = make_image(title="Boat")
    page = upload(admin_client, f"id,title\n{image.pk},Ship\n")
    Image.objects.update(title="Barge")
    again = confirm(admin_client, page)
    assert f"Line 2: somebody changed the title of image {image.pk} from “Boat” to “Barge”." in again
    assert Image.objects.get().title == "Barge"
    confirm(admin_client, again)
    assert Image.objects.get().title == "Ship"


def test_a_sheet_with_faults_cannot_be_confirmed(admin_client: Client) -> None:
    image = make_image(title="Boat")
    page = upload(admin_client, f"id,title\n{image.pk},Ship\n7000,x\nx,x\n")
    assert "2 of 3 lines cannot be taken over." in page
    assert "<li>Line 3: there is no image with the id 7000.</li>" in page
    assert "<li>Line 4: the id must be a whole number, got “x”.</li>" in page
    assert seal_in(page) == ""


def test_a_sheet_that_says_what_the_catalogue_has_offers_nothing_to_confirm(admin_client: Client) -> None:
    make_image(title="Boat")
    page = upload(admin_client, text_of(admin_client.get(SHEET)))
    assert ("1 line read: the catalogue has all of it already." in page, seal_in(page)) == (True, "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The submitted file is empty."),
        (b"PK\x03\x04", "A CSV file is required, this is a workbook or an archive; save it as “CSV UTF-8”."),
        (b"id,x", "Line 1: there is no column “x”; there are id, file name,"),
        (b"x" * (sheets.MAX_BYTES + 1), "A sheet may have at most 20 MiB, this one has more."),
    ],
)
def test_what_is_no_sheet_is_refused_on_the_page(admin_client: Client, content: bytes, reason: str) -> None:
    response = admin_client.post(TAKE, {"file": file("images.csv", content)})
    assert reason in response.content.decode()


def test_more_than_a_page_can_hold_is_left_to_the_command(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image(title="Boat")
    monkeypatch.setattr(sheets, "MAX_CONFIRMED", 10)
    page = upload(admin_client, f"id,title\n{image.pk},Ship\n")
    assert ("These are too many to confirm on a page:" in page, seal_in(page)) == (True, "")


def test_only_the_first_images_are_shown_and_all_are_changed(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "IMAGES_SHOWN", 2)
    images = [make_image(title="Boat") for _ in range(5)]
    page = upload(admin_client, "id,title\n" + "".join(f"{image.pk},Ship\n" for image in images))
    assert (page.count("<ins"), "and 3 more images, which change with these." in page) == (2, True)
    confirm(admin_client, page)
    assert set(Image.objects.values_list("title", flat=True)) == {"Ship"}


def test_what_was_shown_to_another_person_or_was_altered_is_not_taken(admin_client: Client, client: Client) -> None:
    image = make_image(title="Boat")
    page = upload(admin_client, f"id,title\n{image.pk},Ship\n")
    logged_in(client, "view_image", "change_image")
    forged = signing.dumps([[2, image.pk, "title", "Boat", "Ship"]])
    for changes in (seal_in(page), forged, "x"):
        answer = client.post(TAKE, {"changes": changes}, follow=True).content.decode()
        assert "This can no longer be confirmed; upload the file again." in answer
    assert Image.objects.get().title == "Boat"


def test_what_was_shown_long_ago_is_not_taken(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image(title="Boat")
    page = upload(admin_client, f"id,title\n{image.pk},Ship\n")
    monkeypatch.setattr(sheets, "SECONDS_TO_CONFIRM", -1)
    assert "This can no longer be confirmed; upload the file again." in confirm(admin_client, page)


def test_publishing_and_new_tags_take_their_rights(client: Client) -> None:
    user = logged_in(client, "view_image", "change_image", "publish_image")
    image = make_image(published=False)
    assert "there is no tag “new”" in upload(client, f"id,tags\n{image.pk},new\n")
    page = upload(client, f"id,published\n{image.pk},yes\n")
    user.user_permissions.remove(Permission.objects.get(codename="publish_image"))
    assert "This can no longer be confirmed" in confirm(client, page)
    assert "published cannot be changed without the right to publish" in upload(
        client, f"id,published\n{image.pk},yes\n"
    )
    assert (Image.objects.get().published, Tag.objects.count()) == (False, 0)


def test_whoever_may_only_look_downloads_and_uploads_nothing(client: Client) -> None:
    logged_in(client, "view_image")
    assert [client.get(SHEET).status_code, client.get(TAKE).status_code] == [200, 403]
    assert "Words from CSV" not in client.get(LIST).content.decode()
    logged_in(client, "view_image", "change_image")
    assert "Words from CSV" in client.get(LIST).content.decode()
    logged_in(client)
    assert [client.get(SHEET).status_code, client.post(TAKE, {"changes": "x"}).status_code] == [403, 403]


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    assert [client.get(address).status_code for address in (SHEET, TAKE)] == [302, 302]


def test_parameters_that_the_list_does_not_know_lead_back_to_it(admin_client: Client) -> None:
    response = admin_client.get(f"{SHEET}?nothing=1")
    assert (response.status_code, response["Location"]) == (302, LIST)


def test_words_are_text_and_never_markup(admin_client: Client) -> None:
    image = make_image(title="<script>alert(1)</script>", original_name="<script>alert(2)</script>")
    response = admin_client.post(TAKE, {"file": file("x.csv", f"id,title\n{image.pk},<script>alert(3)\n".encode())})
    assert "<script>alert" not in response.content.decode()
    body = response.content.decode().split('id="content"')[1].split('id="footer"')[0]
    assert re.findall(r"<script|<style| style=| on\w+=", body) == []
