"""Lists of images: pages, search, tags, orders, and who sees drafts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from gallery.models import Image
from tests.factories import make_image
from tests.gallery.api.calling import problem, program

pytestmark = pytest.mark.django_db

IMAGES = "/api/images"


def listed(response: Any) -> list[int]:
    """Return the numbers of the images in an answer, in order."""
    assert response.status_code == 200, response.content
    return [each["id"] for each in response.json()["items"]]


def five() -> list[int]:
    """Return the numbers of five images, newest first."""
    instants = [datetime(2024, 1, day, tzinfo=UTC) for day in range(1, 6)]
    return [make_image(title=f"Image {9 - at.day}", uploaded_at=at).pk for at in instants][::-1]


def test_a_page_says_how_many_there_are_and_where_it_goes_on(client: Client) -> None:
    newest_first = five()
    said = client.get(IMAGES, {"size": 2, "page": 2}).json()
    assert [each["id"] for each in said.pop("items")] == newest_first[2:4]
    assert said == {
        "count": 5,
        "page": 2,
        "pages": 3,
        "next": "http://testserver/api/images?size=2&page=3",
        "previous": "http://testserver/api/images?size=2&page=1",
    }


def test_both_ends_lead_no_further(client: Client) -> None:
    make_image()
    said = client.get(IMAGES).json()
    assert (said["pages"], said["next"], said["previous"]) == (1, None, None)


def test_an_image_is_told_with_all_that_is_known_of_it(client: Client) -> None:
    image = make_image(title="Boat", description="At dawn", alt_text="A boat", tags=("sea", "Dawn"), width=400)
    (said,) = client.get(IMAGES).json()["items"]
    at = "http://testserver"
    assert said.pop("renditions") == [
        {"width": width, "url": f"{at}/media/renditions/{image.content_hash[:2]}/{image.content_hash}-{width}.webp"}
        for width in (320, 400)
    ]
    assert (said.pop("uploaded_at")[:10], said.pop("updated_at")[:10]) == (f"{image.uploaded_at:%Y-%m-%d}",) * 2
    assert said == {
        "id": image.pk,
        "title": "Boat",
        "description": "At dawn",
        "alt_text": "A boat",
        "tags": ["Dawn", "sea"],
        "taken_at": None,
        "published": True,
        "width": 400,
        "height": 480,
        "format": "PNG",
        "byte_size": 1,
        "content_hash": image.content_hash,
        "dominant_colour": "#808080",
        "url": f"{at}/images/{image.pk}/boat/",
    }


@pytest.mark.parametrize(("sort", "step"), [("newest", 1), ("oldest", -1), ("title", 1), ("updated", -1)])
def test_images_come_in_the_order_that_is_asked_for(client: Client, sort: str, step: int) -> None:
    newest_first = five()
    assert listed(client.get(IMAGES, {"sort": sort})) == newest_first[::step]


def test_words_and_a_tag_are_found_as_in_the_gallery(client: Client) -> None:
    boat, other = make_image(title="Red boat", tags=("sea",)), make_image(title="Red barn", tags=("land",))
    make_image(title="Blue boat", tags=("sea",))
    assert listed(client.get(IMAGES, {"q": "red", "tag": "sea"})) == [boat.pk]
    assert listed(client.get(IMAGES, {"q": "red -boat"})) == [other.pk]
    assert listed(client.get(IMAGES, {"tag": "nothing-of-that-name"})) == []


@pytest.mark.parametrize("codenames", [(), ("view_tag",)])
def test_visitors_and_those_without_the_right_see_published_images_only(client: Client, codenames: Any) -> None:
    seen, _ = make_image(), make_image(published=False)
    caller = program(*codenames) if codenames else client
    said = caller.get(IMAGES).json()
    assert ([each["id"] for each in said["items"]], said["count"]) == ([seen.pk], 1)


@pytest.mark.parametrize("codename", ["view_image", "change_image"])
@pytest.mark.parametrize(("asked", "places"), [({}, [1, 0]), ({"published": True}, [0]), ({"published": False}, [1])])
def test_who_may_look_at_images_on_the_desk_sees_drafts(codename: str, asked: Any, places: list[int]) -> None:
    images = make_image(), make_image(published=False)
    said = program(codename).get(IMAGES, asked).json()
    assert [each["id"] for each in said["items"]] == [images[place].pk for place in places]
    assert said["count"] == len(places)


def test_drafts_alone_are_not_for_everybody(client: Client) -> None:
    assert problem(client.get(IMAGES, {"published": False}))["status"] == 401
    said = problem(program("view_tag").get(IMAGES, {"published": False}))
    assert (said["status"], said["permission"]) == (403, "gallery.view_image")


def test_a_page_that_is_not_there_is_a_problem(client: Client) -> None:
    said = problem(client.get(IMAGES, {"page": 7}))
    assert (said["status"], said["detail"]) == (
        404,
        "The last page is 1, this would be 7. Follow `next` until it is null.",
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"size": 201},
        {"size": 0},
        {"page": 0},
        {"page": "9" * 5000},
        {"sort": "colour"},
        {"q": "x" * 201},
        {"updated_since": "yesterday"},
        {"updated_since": "0001-01-01T00:00:00+14:00"},
        {"after": "2024-01-01T00:00:00Z~x", "sort": "updated"},
        {"after": "2024-01-01T00:00:00Z~1"},
        {"published": "perhaps"},
    ],
)
def test_what_cannot_be_meant_is_refused(client: Client, asked: dict[str, Any]) -> None:
    assert problem(client.get(IMAGES, asked))["status"] == 422


@pytest.mark.parametrize("asked", [{}, {"q": "image", "tag": "sea"}, {"updated_since": "2020-01-01"}])
def test_a_page_takes_as_many_queries_however_many_images_there_are(client: Client, asked: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(listed(client.get(IMAGES, asked))) == Image.objects.count()
        return len(captured)

    for number in range(2):
        make_image(tags=("sea", f"tag {number}"))
    few = queries()
    for number in range(15):
        make_image(tags=("sea", f"other tag {number}"))
    assert queries() == few


def test_a_list_that_a_program_has_is_not_sent_again(client: Client) -> None:
    image = make_image()
    first = client.get(IMAGES)
    with CaptureQueriesContext(connection) as captured:
        again = client.get(IMAGES, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert not [query for query in captured if "gallery_image" in query["sql"]]
    image.tags.create(name="sea")
    assert client.get(IMAGES, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", [IMAGES, f"{IMAGES}/{{pk}}", f"{IMAGES}/{{pk}}/similar", "/api/tags"])
def test_an_answer_is_another_where_the_site_shows_things_elsewhere(
    client: Client, settings: Settings, address: str
) -> None:
    asked = address.format(pk=make_image().pk)
    known = {"If-None-Match": client.get(asked)["ETag"]}
    assert client.get(asked, headers=known).status_code == 304
    settings.MEDIA_URL = "/elsewhere/"
    assert client.get(asked, headers=known).status_code == 200


def test_what_one_caller_has_is_not_what_another_would_see(client: Client) -> None:
    make_image(published=False)
    tag = client.get(IMAGES)["ETag"]
    assert program("view_image").get(IMAGES, headers={"If-None-Match": tag}).status_code == 200


def test_a_list_knows_of_words_that_were_changed_since_it_was_counted(client: Client) -> None:
    make_image(description="At dawn")
    image = make_image(description="At dusk")
    asked: dict[str, Any] = {"q": "dawn", "size": 1}
    assert client.get(IMAGES, asked).json()["count"] == 1
    Image.objects.filter(pk=image.pk).update(description="Before dawn")
    assert client.get(IMAGES, asked).json()["count"] == 2
