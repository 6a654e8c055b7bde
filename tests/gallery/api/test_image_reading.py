"""One image as programs read it, and whether they have it already."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import Image, Tag
from tests.factories import make_image
from tests.gallery.api.calling import problem, program

pytestmark = pytest.mark.django_db


def at(image: Image) -> str:
    return f"/api/images/{image.pk}"


def test_an_image_is_read_by_its_number_and_says_the_same_as_in_the_list(client: Client) -> None:
    image = make_image(title="Boat", tags=("sea",))
    assert client.get(at(image)).json() == client.get("/api/images").json()["items"][0]


@pytest.mark.parametrize(("codename", "status"), [("view_image", 200), ("change_image", 200), ("view_tag", 404)])
def test_a_draft_is_there_for_those_who_see_it_on_the_desk(codename: str, status: int, client: Client) -> None:
    draft = make_image(published=False)
    assert program(codename).get(at(draft)).status_code == status
    assert problem(client.get(at(draft)))["detail"] == (
        f"There is no image {draft.pk} that you may see. Look at /api/images for what there is."
    )


def test_an_image_that_a_program_has_is_not_sent_again(client: Client) -> None:
    image = make_image(tags=("sea",))
    tag = client.get(at(image))["ETag"]
    make_image()  # nothing to do with it
    again = client.get(at(image), headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    Tag.objects.update(name="ocean")
    assert client.get(at(image), headers={"If-None-Match": tag}).json()["tags"] == ["ocean"]


def test_reading_an_image_takes_two_queries_and_the_one_that_counts_requests(client: Client) -> None:
    image = make_image(tags=("sea", "sky", "boats"))
    client.get(at(image))
    with CaptureQueriesContext(connection) as captured:
        client.get(at(image))
    assert len([query for query in captured if "api_allowance" not in query["sql"]]) == 2
