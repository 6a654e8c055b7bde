"""Pictures that programs send: they pass the gate that every upload passes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import storages
from django.test import Client

from gallery import uploads
from gallery.models import Image, Tag
from gallery.storage import StorageFailed
from tests.factories import make_image, picture_bytes
from tests.gallery.api.calling import problem, program
from tests.gallery.desk import file
from tests.gallery.metadata.making import keywords, title, xmp
from tests.gallery.pictures import boat, saved

pytestmark = pytest.mark.django_db

IMAGES = "/api/images"


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


@pytest.fixture
def uploader() -> Client:
    return program("view_image", "add_image")


def test_a_picture_is_added_with_its_words_and_answered_with_its_address(curator: Client) -> None:
    words = {"title": " Boat ", "description": "At dawn", "alt_text": "A boat", "tags": ["sea", "", "Dawn"]}
    answer = curator.post(IMAGES, {"file": file(), **words})
    image = Image.objects.get()
    assert (answer.status_code, answer["Location"]) == (201, f"http://testserver/api/images/{image.pk}")
    said = answer.json()
    assert (said.pop("looks_like"), said) == ([], curator.get(answer["Location"]).json())
    assert [said[name] for name in ("title", "description", "alt_text", "tags", "published", "width")] == [
        "Boat", "At dawn", "A boat", ["Dawn", "sea"], True, 64,
    ]  # fmt: skip
    assert storages["originals"].exists(image.original.name or "")
    assert LogEntry.objects.get().get_change_message() == "Added by the API, token “test”."


def test_the_very_same_file_is_refused_with_the_number_of_the_image(curator: Client) -> None:
    curator.post(IMAGES, {"file": file(), "title": "Boat"})
    said = problem(curator.post(IMAGES, {"file": file(name="other.png")}))
    image = Image.objects.get()
    assert (said["status"], said["image_id"]) == (409, image.pk)
    assert said["detail"] == f"This file is already in the catalogue as #{image.pk}, “Boat”."


def test_a_file_that_the_gate_refuses_is_refused_with_its_sentence(curator: Client) -> None:
    said = problem(curator.post(IMAGES, {"file": file(name="notes.png", content=b"no picture")}))
    with pytest.raises(uploads.Refused) as refusal:
        uploads.examine(b"no picture", "notes.png")
    assert (said["status"], said["title"], said["detail"]) == (422, "File refused", f"notes.png: {refusal.value}.")
    assert not Image.objects.exists()


def test_a_file_that_is_too_large_is_refused(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 2**20)
    said = problem(curator.post(IMAGES, {"file": file(content=b"x" * (2**20 + 1))}))
    assert (said["status"], said["detail"]) == (413, "boat.png: a file may have at most 1 MiB, this one has more.")


def test_a_storage_that_fails_is_not_the_file_s_fault(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise StorageFailed("it cannot be reached")

    monkeypatch.setattr(storages["originals"], "save", fail)
    said = problem(curator.post(IMAGES, {"file": file()}))
    assert (said["status"], said["title"]) == (503, "Storage out of reach")


@pytest.mark.parametrize("words", [{"title": "x" * 201}, {"tags": ["x" * 65]}, {"published": "perhaps"}])
def test_words_are_held_against_the_limits_before_the_file(curator: Client, words: Any) -> None:
    assert problem(curator.post(IMAGES, {"file": file(), **words}))["errors"][0]["where"].startswith("form.")
    assert not Image.objects.exists()


def test_a_file_is_required(curator: Client) -> None:
    assert problem(curator.post(IMAGES, {"title": "Boat"}))["errors"][0]["where"] == "file.file"


@pytest.mark.parametrize(("asked", "published"), [({}, True), ({"published": "false"}, False)])
def test_what_a_curator_sends_is_published_unless_told_otherwise(curator: Client, asked: Any, published: bool) -> None:
    assert curator.post(IMAGES, {"file": file(), **asked}).json()["published"] is published


def test_what_comes_from_somebody_who_may_not_publish_is_a_draft(uploader: Client) -> None:
    said = problem(uploader.post(IMAGES, {"file": file(), "published": "true"}))
    assert (said["status"], said["permission"]) == (403, "gallery.publish_image")
    assert uploader.post(IMAGES, {"file": file()}).json()["published"] is False


def test_only_who_may_add_tags_names_new_ones(uploader: Client) -> None:
    Tag.objects.create(name="sea")
    assert problem(uploader.post(IMAGES, {"file": file(), "tags": ["sea", "new"]}))["permission"] == "gallery.add_tag"
    assert uploader.post(IMAGES, {"file": file(), "tags": ["SEA"]}).json()["tags"] == ["sea"]


def test_words_that_nobody_gave_come_from_the_file(curator: Client, uploader: Client) -> None:
    Tag.objects.create(name="sea")
    packet = xmp(title("Harbour") + keywords("sea", "boats"))
    sent = [file(content=picture_bytes(colour=colour, kind="JPEG", xmp=packet)) for colour in ("navy", "red", "green")]
    by_uploader = uploader.post(IMAGES, {"file": sent[0]}).json()
    by_curator = curator.post(IMAGES, {"file": sent[1]}).json()
    without = curator.post(IMAGES, {"file": sent[2], "tags": "", "title": "Mine"}).json()
    assert [(said["title"], said["tags"]) for said in (by_uploader, by_curator, without)] == [
        ("Harbour", ["sea"]), ("Harbour", ["boats", "sea"]), ("Mine", []),
    ]  # fmt: skip


def test_images_that_it_almost_looks_like_are_named(curator: Client) -> None:
    first = curator.post(IMAGES, {"file": file(content=saved(boat()))}).json()
    second = curator.post(IMAGES, {"file": file(content=saved(boat(size=(200, 150))))}).json()
    assert second["looks_like"] == [first["id"]]


def test_adding_takes_the_right_to_add() -> None:
    make_image()
    said = problem(program("change_image").post(IMAGES, {"file": file()}))
    assert (said["status"], said["permission"]) == (403, "gallery.add_image")
