"""Many images changed at once: all, or none with each mistake named."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.api.calling import problem, program, send

pytestmark = pytest.mark.django_db


def change(client: Client, *wanted: tuple[int, dict[str, Any]]) -> Any:
    body = [{"id": pk, "changes": changes} for pk, changes in wanted]
    return send(client, "/api/images", body, method="PATCH")


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


def test_each_image_gets_what_is_named_for_it(curator: Client) -> None:
    one, other = make_image(title="One"), make_image(title="Other", tags=("sea",))
    said = change(curator, (other.pk, {"tags": ["sky"]}), (one.pk, {"title": "First", "published": False})).json()
    assert [(each["id"], each["title"], each["tags"], each["published"]) for each in said["items"]] == [
        (other.pk, "Other", ["sky"], True),
        (one.pk, "First", [], False),
    ]
    assert (said["count"], LogEntry.objects.count()) == (2, 2)


def test_each_image_that_is_missing_is_named_and_nothing_changes(curator: Client) -> None:
    image = make_image(title="Boat")
    said = problem(change(curator, (image.pk, {"title": "Red"}), (9998, {"title": "A"}), (9999, {"title": "B"})))
    assert (said["status"], said["detail"]) == (404, "There is no image 9998. Nothing was changed.")
    assert said["errors"] == [
        {"where": "body.1.id", "message": "There is no image 9998."},
        {"where": "body.2.id", "message": "There is no image 9999."},
    ]
    assert Image.objects.get().title == "Boat"


def test_each_image_is_named_once(curator: Client) -> None:
    image = make_image(title="Boat")
    said = problem(change(curator, (image.pk, {"title": "Red"}), (image.pk, {"title": "Blue"})))
    twice = f"Image {image.pk} is at 0 already; name each once."
    assert (said["status"], said["errors"]) == (422, [{"where": "body.1.id", "message": twice}])
    assert Image.objects.get().title == "Boat"


def test_each_wrong_value_is_named_and_nothing_changes(curator: Client) -> None:
    one, other = make_image(title="One"), make_image(title="Other")
    said = problem(change(curator, (one.pk, {"title": "First"}), (other.pk, {"title": "", "alt_text": 5})))
    assert [each["where"] for each in said["errors"]] == ["body.1.changes.title", "body.1.changes.alt_text"]
    assert Image.objects.get(pk=one.pk).title == "One"


def test_a_right_that_lacks_for_one_keeps_all_as_they_are() -> None:
    one, other = make_image(title="One"), make_image(published=False)
    uploader = program("view_image", "change_image")
    said = problem(change(uploader, (one.pk, {"title": "First"}), (other.pk, {"published": True})))
    assert (said["status"], said["permission"]) == (403, "gallery.publish_image")
    said = problem(change(uploader, (one.pk, {"title": "First"}), (other.pk, {"tags": ["new"]})))
    assert (said["status"], said["permission"]) == (403, "gallery.add_tag")
    assert Image.objects.get(pk=one.pk).title == "One"


@pytest.mark.parametrize("count", [0, 201])
def test_there_is_something_to_change_and_not_too_much(curator: Client, count: int) -> None:
    assert problem(change(curator, *[(1, {})] * count))["status"] == 422
