"""Tags as programs read, rename and delete them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import Image, Tag
from gallery.tag_bar import COUNTED
from gallery.versions import catalogue
from tests.factories import make_image
from tests.gallery.api.calling import problem, program, send

pytestmark = pytest.mark.django_db

TAGS = "/api/tags"
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def rename(client: Client, tag: int, name: str) -> Any:
    return send(client, f"{TAGS}/{tag}", {"name": name}, method="PATCH")


def test_tags_come_by_name_with_how_many_published_images_have_each(client: Client) -> None:
    make_image(tags=("Red boats", "sea"))
    make_image(tags=("sea",))
    make_image(tags=("sea", "secret"), published=False)
    said = client.get(TAGS).json()
    assert [(each["name"], each["slug"], each["images"]) for each in said["items"]] == [
        ("Red boats", "red-boats", 1),
        ("sea", "sea", 2),
    ]
    assert (said["count"], said["items"][0]["url"]) == (2, "http://testserver/?tag=red-boats")


def test_tags_of_drafts_alone_are_for_those_who_see_tags_on_the_desk() -> None:
    make_image(tags=("secret",), published=False)
    said = program("view_tag").get(TAGS).json()
    assert [(each["name"], each["images"]) for each in said["items"]] == [("secret", 0)]
    assert program("view_image").get(TAGS).json()["items"] == []


def test_a_page_of_tags_takes_as_many_queries_however_many_there_are(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(TAGS, {"size": 200}).json()["count"] == Tag.objects.count()
        return len(captured)

    make_image(tags=("sea",))
    few = queries()
    make_image(tags=tuple(f"tag {number}" for number in range(30)))
    assert queries() == few


def test_tags_are_counted_once_for_all_pages_as_long_as_nothing_changes(client: Client) -> None:
    def counts(page: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(TAGS, {"size": 1, "page": page})
        return len([query for query in captured if "GROUP BY" in query["sql"]])

    image = make_image(tags=("sea", "sky", "boats"))
    assert [counts(page) for page in (1, 2, 3)] == [1, 0, 0]
    image.tags.clear()
    assert counts(1) == 1


def test_numbers_counted_a_while_ago_have_another_name_than_new_ones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_image(tags=("sea",))
    client.get(TAGS)
    old = COUNTED.at_hand(catalogue())
    make_image(tags=("sea",))
    with monkeypatch.context() as dear:
        dear.setattr(COUNTED, "at_hand", lambda _: old)
        before = client.get(TAGS)
    after = client.get(TAGS, headers={"If-None-Match": before["ETag"]})
    assert [each.json()["items"][0]["images"] for each in (before, after)] == [1, 2]


def test_pages_of_tags_go_on(client: Client) -> None:
    make_image(tags=("a", "b", "c"))
    said = client.get(TAGS, {"size": 2}).json()
    assert [each["name"] for each in client.get(said["next"]).json()["items"]] == ["c"]
    assert problem(client.get(TAGS, {"page": 9}))["status"] == 404


def test_tags_that_a_program_has_are_not_sent_again(client: Client) -> None:
    make_image(tags=("sea",))
    tag = client.get(TAGS)["ETag"]
    assert client.get(TAGS, headers={"If-None-Match": tag}).status_code == 304
    Tag.objects.update(name="ocean")
    assert client.get(TAGS, headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_gets_another_name_on_all_its_images(client: Client) -> None:
    image = make_image(tags=("see",))
    Image.objects.update(updated_at=LONG_AGO)
    said = rename(program(group="Curators"), Tag.objects.get().pk, " Sea ").json()
    assert (said["name"], said["slug"], said["images"]) == ("Sea", "sea", 1)
    assert client.get(f"/api/images/{image.pk}").json()["tags"] == ["Sea"]
    assert Image.objects.get().updated_at > LONG_AGO
    assert LogEntry.objects.get().get_change_message() == "Name changed by the API, token “test”."


def test_a_name_that_another_tag_has_is_refused_with_its_number() -> None:
    tag, twin = Tag.objects.create(name="see"), Tag.objects.create(name="Sea")
    said = problem(rename(program(group="Curators"), tag.pk, "SEA"))
    assert (said["status"], said["tag_id"]) == (409, twin.pk)
    assert said["detail"] == "The tag “Sea” exists already; use that one."
    assert rename(program(group="Curators"), twin.pk, "SEA").json()["name"] == "SEA"


def test_a_tag_is_deleted_from_all_its_images() -> None:
    image = make_image(tags=("sea", "sky"))
    Image.objects.update(updated_at=LONG_AGO)
    sea = Tag.objects.get(name="sea").pk
    assert send(program(group="Editors in chief"), f"{TAGS}/{sea}", method="DELETE").status_code == 204
    assert [tag.name for tag in image.tags.all()] == ["sky"]
    assert Image.objects.get().updated_at > LONG_AGO


def test_tags_are_changed_and_deleted_by_those_who_may() -> None:
    tag = Tag.objects.create(name="sea").pk
    assert problem(rename(program("view_tag"), tag, "Sky"))["permission"] == "gallery.change_tag"
    said = problem(send(program(group="Curators"), f"{TAGS}/{tag}", method="DELETE"))
    assert said["permission"] == "gallery.delete_tag"


def test_a_tag_that_is_not_there_is_a_problem() -> None:
    anybody = program(superuser=True)
    for answer in (rename(anybody, 9999, "Sea"), send(anybody, f"{TAGS}/9999", method="DELETE")):
        assert problem(answer)["detail"] == "There is no tag 9999. Look at /api/tags for those there are."
