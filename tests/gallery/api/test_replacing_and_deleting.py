"""Files of images replaced, and images deleted, by programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from gallery.models import Image
from tests.factories import decide, make_image, recommend, upload_image
from tests.gallery.api.calling import problem, program, send
from tests.gallery.desk import file

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


def replace(client: Client, image: int, sent: SimpleUploadedFile | None, **headers: str) -> Any:
    form = encode_multipart(BOUNDARY, {"file": sent} if sent else {"title": "Boat"})
    return client.put(f"/api/images/{image}/file", form, content_type=MULTIPART_CONTENT, headers=headers)


def delete(client: Client, image: Image, **headers: str) -> Any:
    return send(client, f"/api/images/{image.pk}", method="DELETE", **headers)


def test_an_image_gets_another_file_and_keeps_its_words(curator: Client) -> None:
    image = upload_image(title="Boat", colour="navy")
    answer = replace(curator, image.pk, file(colour="red", size=(80, 60)))
    changed = Image.objects.get()
    assert (answer.status_code, answer.json()) == (200, curator.get(f"/api/images/{image.pk}").json())
    assert (changed.title, changed.width, changed.content_hash != image.content_hash) == ("Boat", 80, True)
    assert storages["originals"].exists(changed.original.name or "")
    assert LogEntry.objects.get().get_change_message() == "File changed by the API, token “test”."


def test_the_file_that_it_has_already_is_no_change(curator: Client) -> None:
    image = upload_image(colour="navy")
    assert replace(curator, image.pk, file(colour="navy")).status_code == 200
    assert Image.objects.get().updated_at == image.updated_at


def test_a_file_of_another_image_is_refused_with_its_number(curator: Client) -> None:
    image, other = upload_image(colour="navy"), upload_image(colour="red")
    said = problem(replace(curator, image.pk, file(colour="red")))
    assert (said["status"], said["image_id"]) == (409, other.pk)


def test_what_visitors_see_is_replaced_by_somebody_only_who_may_publish() -> None:
    uploader = program("view_image", "change_image")
    seen, draft = make_image(), make_image(published=False)
    assert problem(replace(uploader, seen.pk, file()))["permission"] == "gallery.publish_image"
    assert replace(uploader, draft.pk, file()).status_code == 200


def test_a_file_is_required_and_so_is_an_image(curator: Client) -> None:
    said = problem(replace(curator, make_image().pk, None))
    assert said["detail"] == "A file is required: send a form (multipart/form-data) with the file as `file`."
    assert problem(replace(curator, 9999, file()))["status"] == 404
    assert problem(replace(curator, make_image().pk, file(content=b"no picture")))["title"] == "File refused"


def test_a_form_that_is_none_is_refused(curator: Client) -> None:
    for method in (curator.put, curator.post):
        address = "/api/images" if method == curator.post else f"/api/images/{make_image().pk}/file"
        said = problem(method(address, b"no form", content_type="multipart/form-data"))
        assert (said["status"], said["title"]) == (400, "Form not understood")


def test_a_key_that_came_with_one_file_is_not_for_another(curator: Client) -> None:
    image, key = upload_image(colour="navy"), {"Idempotency-Key": "once"}
    first = replace(curator, image.pk, file(colour="red"), **key)
    assert replace(curator, image.pk, file(colour="red"), **key).content == first.content
    assert problem(replace(curator, image.pk, file(colour="gold"), **key))["status"] == 422


def test_a_file_is_replaced_only_as_long_as_the_image_is_as_it_was_read(curator: Client) -> None:
    image = upload_image(colour="navy")
    assert problem(replace(curator, image.pk, file(colour="red"), **{"If-Match": '"other"'}))["status"] == 412
    assert Image.objects.get().content_hash == image.content_hash


def test_an_image_is_deleted_with_all_that_names_it() -> None:
    image, other = make_image(), make_image()
    recommend(other, image)
    decide(image=other, other=image, kind="pin")
    assert delete(program(group="Editors in chief"), image).status_code == 204
    assert list(Image.objects.all()) == [other]
    assert LogEntry.objects.get().get_change_message() == "Deleted by the API, token “test”."


@pytest.mark.parametrize(("codenames", "lacking"), [((), "delete_image"), (("delete_image",), "delete_curatedpair")])
def test_deleting_takes_the_rights_that_it_takes_at_the_desk(codenames: Any, lacking: str) -> None:
    image = make_image()
    decide(image=make_image(), other=image, kind="pin")
    said = problem(delete(program("view_image", *codenames), image))
    assert (said["status"], said["permission"]) == (403, f"gallery.{lacking}")


def test_deleting_takes_a_token_for_it_and_an_image_that_is_there() -> None:
    writer = program(superuser=True, scopes=("read", "write"))
    assert problem(delete(writer, make_image()))["scope"] == "delete"
    deleter = program(superuser=True)
    assert problem(delete(deleter, make_image(), **{"If-Match": '"other"'}))["status"] == 412
    assert problem(send(deleter, "/api/images/9999", method="DELETE"))["status"] == 404
