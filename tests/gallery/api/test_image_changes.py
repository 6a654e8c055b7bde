"""Words, tags and state of images as programs change them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.api.calling import problem, program, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


@pytest.fixture
def uploader() -> Client:
    return program("view_image", "add_image", "change_image")


def change(client: Client, image: Image, body: Any, **headers: str) -> Any:
    return send(client, f"/api/images/{image.pk}", body, method="PATCH", **headers)


def names(image: Image) -> list[str]:
    return sorted(tag.name for tag in image.tags.all())


def test_what_is_named_changes_and_the_rest_stays(curator: Client) -> None:
    image = make_image(title="Boat", description="At dawn", tags=("sea",))
    answer = change(curator, image, {"title": "  Red boat ", "taken_at": "2024-05-01T12:00:00+02:00"})
    changed = Image.objects.get()
    assert answer.json() == curator.get(f"/api/images/{image.pk}").json()
    assert (changed.title, changed.slug, changed.description, names(changed)) == (
        "Red boat",
        "red-boat",
        "At dawn",
        ["sea"],
    )
    assert f"{changed.taken_at:%Y-%m-%d %H:%M}" == "2024-05-01 10:00"
    assert Image.objects.matching("red").exists()


def test_a_date_is_taken_away_by_saying_that_there_is_none(curator: Client) -> None:
    image = make_image(taken_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert change(curator, image, {"title": "Boat"}).json()["taken_at"] == "2024-05-01T00:00:00Z"
    assert change(curator, image, {"taken_at": None}).json()["taken_at"] is None


def test_tags_are_those_that_are_named_and_no_others(curator: Client) -> None:
    image = make_image(tags=("sea", "boats"))
    assert change(curator, image, {"tags": ["BOATS", "dawn", " dawn "]}).json()["tags"] == ["boats", "dawn"]
    assert change(curator, image, {"tags": []}).json()["tags"] == []


def test_what_is_so_already_is_no_change(curator: Client) -> None:
    image = make_image(title="Boat", tags=("sea",))
    assert change(curator, image, {"title": "Boat", "tags": ["Sea"], "published": True}).status_code == 200
    assert Image.objects.get().updated_at == image.updated_at
    assert not LogEntry.objects.exists()


def test_the_desk_s_journal_says_who_changed_what_by_which_token(curator: Client) -> None:
    image = make_image()
    change(curator, image, {"alt_text": "A boat", "tags": ["sea"]})
    (entry,) = LogEntry.objects.all()
    assert (entry.object_id, entry.user.groups.get().name) == (str(image.pk), "Curators")
    assert entry.get_change_message() == "Alt text, tags changed by the API, token “test”."


def test_only_who_may_publish_shows_an_image_to_visitors_or_takes_it_away(curator: Client, uploader: Client) -> None:
    image = make_image(published=False)
    said = problem(change(uploader, image, {"published": True}))
    assert (said["status"], said["permission"]) == (403, "gallery.publish_image")
    assert change(uploader, image, {"published": False, "title": "Boat"}).status_code == 200
    assert change(curator, image, {"published": True}).json()["published"] is True
    assert problem(change(uploader, image, {"published": False}))["status"] == 403


def test_only_who_may_add_tags_names_new_ones(uploader: Client) -> None:
    Tag.objects.create(name="sea")
    image = make_image()
    assert change(uploader, image, {"tags": ["Sea"]}).json()["tags"] == ["sea"]
    assert problem(change(uploader, image, {"tags": ["sea", "dawn"]}))["detail"] == (
        "There is no tag “dawn” yet, and you may not add tags; choose one there is, see /api/tags."
    )
    assert names(image) == ["sea"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"title": "  "}, "body.title"),
        ({"title": None}, "body.title"),
        ({"title": "x" * 201}, "body.title"),
        ({"alt_text": "x" * 401}, "body.alt_text"),
        ({"description": "x" * 4001}, "body.description"),
        ({"tags": ["x" * 65]}, "body.tags.0"),
        ({"tags": ["sea", " "]}, "body.tags.1"),
        ({"taken_at": "0001-01-01T00:00:00+14:00"}, "body.taken_at"),
        ({"width": 5}, "body.width"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_name(curator: Client, body: Any, where: str) -> None:
    image = make_image(title="Boat")
    said = problem(change(curator, image, body))
    assert (said["status"], [each["where"] for each in said["errors"]]) == (422, [where])
    assert Image.objects.get().title == "Boat"


def test_a_change_holds_only_for_what_was_read_where_it_says_so(curator: Client) -> None:
    image = make_image(title="Boat")
    tag = curator.get(f"/api/images/{image.pk}")["ETag"]
    weak = change(curator, image, {"title": "Red boat"}, **{"If-Match": f'"other", W/{tag}'})
    assert weak.status_code == 200
    late = change(curator, image, {"title": "Blue boat"}, **{"If-Match": tag})
    assert (problem(late)["title"], late["ETag"]) == ("Changed meanwhile", weak["ETag"])
    assert Image.objects.get().title == "Red boat"
    assert change(curator, image, {"title": "Any boat"}, **{"If-Match": "*"}).status_code == 200


def test_an_image_that_is_not_there_is_not_changed(curator: Client) -> None:
    assert problem(send(curator, "/api/images/7", {"title": "Boat"}, method="PATCH"))["status"] == 404


def test_changing_takes_the_right_to_change() -> None:
    said = problem(change(program("view_image", "publish_image"), make_image(), {"title": "Boat"}))
    assert (said["status"], said["permission"]) == (403, "gallery.change_image")
