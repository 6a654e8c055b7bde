"""A batch at the desk, one file a request: every answer is a verdict that a script can read."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.test import Client

from gallery import uploads
from gallery.models import Image, Tag
from tests.factories import upload_image
from tests.gallery.desk import UPLOAD, change, file, staff

pytestmark = pytest.mark.django_db


def send(client: Client, *files: Any, **words: Any) -> tuple[int, dict[str, Any]]:
    """Send files as the page's script does and return status and answer."""
    response = client.post(UPLOAD, {"file": files, **words}, headers={"accept": "application/json"})
    return response.status_code, response.json()


def test_a_new_file_becomes_an_image_with_a_link_and_a_thumbnail(admin_client: Client) -> None:
    status, answer = send(admin_client, file("red_boat.png", size=(700, 20)), published="on")
    image = Image.objects.get()
    assert status == 200
    assert answer == {
        "verdict": "imported",
        "name": "red_boat.png",
        "image": {
            "id": image.pk,
            "url": change(image),
            "thumbnail": image.rendition_url(320),
            "title": "Red boat",
            "published": True,
        },
        "reason": "",
        "warning": "",
        "said": "In the catalogue.",
    }
    assert len(admin_client.get(answer["image"]["thumbnail"]).getvalue()) > 0


def test_a_file_that_is_there_already_is_a_duplicate_of_the_first(admin_client: Client) -> None:
    first = upload_image(title="Plums", colour="plum")
    status, answer = send(admin_client, file("other.png", colour="plum"))
    assert (status, answer["verdict"], answer["name"], answer["warning"]) == (200, "duplicate", "other.png", "")
    assert (answer["image"]["id"], answer["image"]["url"]) == (first.pk, change(first))
    assert answer["said"] == f"Already in the catalogue as #{first.pk}, “Plums”."
    assert Image.objects.count() == 1


def test_a_duplicate_of_a_draft_says_that_visitors_do_not_see_it(admin_client: Client) -> None:
    Image.objects.filter(pk=upload_image(colour="plum").pk).update(published=False)
    _, answer = send(admin_client, file(colour="plum"), published="on")
    assert answer["warning"] == "Visitors do not see that image: it is a draft."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no picture", "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"),
        (b"", "the file is empty"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_the_reason(
    admin_client: Client, content: bytes, reason: str
) -> None:
    status, answer = send(admin_client, file("boat.png", content))
    assert (status, answer["verdict"], answer["image"]) == (200, "refused", None)
    assert (answer["reason"], answer["said"]) == (reason, f"Refused: {reason}.")
    assert Image.objects.count() == 0


def test_a_file_too_large_is_refused_with_the_limit(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 2 * 1024**2)
    _, answer = send(admin_client, file("boat.png", bytes(3 * 1024**2)), size=5 * 1024**2)
    assert answer["said"] == "Refused: a file may have at most 2 MiB, this one has more."


def test_every_image_of_a_batch_gets_its_tags_and_may_be_a_draft(admin_client: Client) -> None:
    Tag.objects.create(name="Harbour")
    _, answer = send(admin_client, file(), tags=" harbour, dawn ,,dawn")
    image = Image.objects.get()
    assert (image.published, [tag.name for tag in image.tags.all()]) == (False, ["Harbour", "dawn"])
    assert answer["said"] == "In the catalogue, as a draft."


def test_what_somebody_uploads_who_may_not_publish_is_a_draft_whatever_was_sent(client: Client) -> None:
    uploader = staff(client, "add_image")
    send(uploader, file(), published="on")
    assert Image.objects.get().published is False


def test_an_image_is_named_but_not_linked_for_those_who_may_not_see_it(client: Client) -> None:
    _, answer = send(staff(client, "add_image"), file("boat.png"))
    assert (answer["image"]["title"], answer["image"]["url"]) == ("Boat", "")


def test_the_desk_s_log_says_who_added_an_image(admin_client: Client, admin_user: User) -> None:
    send(admin_client, file(colour="plum"))
    send(admin_client, file(colour="plum"))
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_id) == (admin_user, ADDITION, str(Image.objects.get().pk))


def test_a_tag_too_long_is_said_and_the_file_may_be_sent_again(admin_client: Client) -> None:
    status, answer = send(admin_client, file(), tags="sea," + "x" * 65)
    assert (status, answer) == (400, {"reason": f"A tag may have at most 64 characters, “{'x' * 65}” has 65."})
    assert Image.objects.count() == 0
    assert send(admin_client, file(), tags="sea," + "x" * 64)[0] == 200


def test_a_new_tag_needs_the_right_to_add_tags(client: Client) -> None:
    Tag.objects.create(name="Sea")
    uploader = staff(client, "add_image")
    sentence = "There is no tag “dawn” yet, and you may not add tags; choose one there is."
    assert send(uploader, file(), tags="SEA, dawn") == (400, {"reason": sentence})
    assert (Image.objects.count(), Tag.objects.count()) == (0, 1)
    assert send(uploader, file(), tags="SEA")[0] == 200


def test_a_request_without_a_file_is_told_so(admin_client: Client) -> None:
    assert send(admin_client) == (400, {"reason": "At least one file is required; choose some."})


def test_a_json_answer_is_about_one_file(admin_client: Client) -> None:
    sentence = "A JSON answer is about one file; send each in a request of its own."
    assert send(admin_client, file(colour="plum"), file(colour="salmon")) == (400, {"reason": sentence})
    assert Image.objects.count() == 0


def test_a_file_of_which_not_everything_arrived_is_no_image(admin_client: Client) -> None:
    whole = file()
    assert whole.size is not None
    sentence = f"Only {whole.size} of the file's {whole.size + 1} bytes arrived; send it again."
    assert send(admin_client, file(), size=whole.size + 1) == (400, {"reason": sentence})
    assert Image.objects.count() == 0
    assert send(admin_client, file(), size=whole.size)[0] == 200


@pytest.mark.parametrize(("permission", "status"), [("add_image", 200), ("change_image", 403)])
def test_only_those_who_may_add_images_open_the_page_and_send(client: Client, permission: str, status: int) -> None:
    somebody = staff(client, permission)
    assert somebody.get(UPLOAD).status_code == status
    assert somebody.post(UPLOAD, {"file": file()}).status_code == status
    assert Image.objects.count() == (status == 200)


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    response = client.post(UPLOAD, {"file": file()}, headers={"accept": "application/json"})
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={UPLOAD}")
    assert Image.objects.count() == 0


def test_a_file_from_another_site_s_page_is_not_taken(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(UPLOAD, {"file": file()}, headers={"accept": "application/json"}).status_code == 403
    assert Image.objects.count() == 0


def test_other_methods_are_not_allowed(admin_client: Client) -> None:
    assert [admin_client.put(UPLOAD).status_code, admin_client.delete(UPLOAD).status_code] == [405, 405]
