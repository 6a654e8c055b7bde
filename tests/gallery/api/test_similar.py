"""What is like an image, as programs read it: the list of its page, with the values behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.api import last_run
from gallery.api.last_run import LastRun
from gallery.models import Change, Image
from tests.factories import decide, make_image, publish, recommend
from tests.gallery.api.calling import problem, program

pytestmark = pytest.mark.django_db

FINISHED = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def run_7() -> Iterator[None]:
    """Have somebody tell of a run."""
    tellers = list(last_run.TELLERS)
    last_run.tell_by(lambda: LastRun(id=7, finished_at=FINISHED))
    yield
    last_run.TELLERS[:] = tellers


def similar(client: Client, image: Image, **asked: Any) -> dict[str, Any]:
    response = client.get(f"/api/images/{image.pk}/similar", asked)
    assert response.status_code == 200, response.content
    said: dict[str, Any] = response.json()
    return said


def ids(said: dict[str, Any]) -> list[int]:
    return [each["image"]["id"] for each in said["items"]]


def test_each_entry_says_rank_image_value_and_band(client: Client) -> None:
    image, first, second = make_image(), make_image(tags=("sea",)), make_image()
    publish(limits=(0.5, 0.7, 0.985))
    recommend(image, first, second, similarity=0.99)
    said = similar(client, image)
    assert said["items"][0].pop("image") == client.get(f"/api/images/{first.pk}").json()
    assert said["items"][0] == {"rank": 1, "value": 0.98, "band": VERY, "pinned": False, "folded": []}
    assert (said["image"], ids({"items": said["items"][1:]}), said["count"]) == (image.pk, [second.pk], 2)
    assert said["run"] == {"id": 7, "finished_at": "2024-05-01T12:00:00Z"}


VERY = {"key": "very_alike", "words": "very alike"}


def test_the_curators_decisions_are_applied(client: Client) -> None:
    image, hidden, third, pinned = (make_image() for _ in range(4))
    recommend(image, hidden, third)
    decide(image=image, other=pinned, kind="pin")
    decide(image=image, other=hidden, kind="hide")
    said = similar(client, image)
    assert ids(said) == [pinned.pk, third.pk]
    assert [(each["pinned"], each["value"], each["band"]) for each in said["items"]] == [
        (True, None, None),
        (False, pytest.approx(0.88), None),
    ]


def test_drafts_are_not_recommended_to_anybody(client: Client) -> None:
    image, draft, third = make_image(), make_image(published=False), make_image()
    recommend(image, draft, third)
    assert ids(similar(client, image)) == ids(similar(program(superuser=True), image)) == [third.pk]


def test_what_is_nearly_the_same_is_folded_unless_it_is_not_wanted_so(client: Client) -> None:
    image, first, twin, other = (make_image() for _ in range(4))
    publish(limits=(0.1, 0.2, 0.95))
    recommend(image, first, twin, other, similarity=0.9)
    recommend(first, twin, similarity=0.99)
    said = similar(client, image)
    assert [(each["image"]["id"], each["folded"]) for each in said["items"]] == [(first.pk, [twin.pk]), (other.pk, [])]
    assert ids(similar(client, image, folded=False)) == [first.pk, twin.pk, other.pk]


@pytest.mark.parametrize(("asked", "count"), [({}, 2), ({"k": 1}, 1), ({"k": 4}, 4), ({"k": 100}, 5)])
def test_so_many_come_as_are_asked_for_and_as_pages_show_otherwise(client: Client, asked: Any, count: int) -> None:
    image, *others = (make_image() for _ in range(6))
    publish(shown=2, limits=None)
    recommend(image, *others)
    assert ids(similar(client, image, **asked)) == [other.pk for other in others[:count]]


def test_only_what_is_similar_enough_comes_where_that_is_asked_for(client: Client) -> None:
    image, near, far, pinned = (make_image() for _ in range(4))
    recommend(image, near, far, similarity=0.9)
    decide(image=image, other=pinned, kind="pin")
    said = similar(client, image, min=0.885)
    assert [(each["image"]["id"], each["rank"]) for each in said["items"]] == [(near.pk, 2)]


def test_an_image_that_nobody_compared_waits(client: Client) -> None:
    said = similar(client, make_image())
    assert [said[name] for name in ("items", "waiting", "imported", "cut_short")] == [[], True, False, False]


def test_without_a_run_there_is_none_to_be_told(client: Client) -> None:
    last_run.TELLERS.clear()
    assert similar(client, make_image())["run"] is None


@pytest.mark.parametrize("asked", [{"k": 0}, {"k": 101}, {"min": 1.1}, {"min": "nan"}, {"folded": "perhaps"}])
def test_what_cannot_be_meant_is_refused(client: Client, asked: dict[str, Any]) -> None:
    assert problem(client.get(f"/api/images/{make_image().pk}/similar", asked))["status"] == 422


def test_a_list_of_nothing_that_one_may_see_is_not_there(client: Client) -> None:
    draft = make_image(published=False)
    assert problem(client.get(f"/api/images/{draft.pk}/similar"))["title"] == "No such image"
    assert similar(program("view_image"), draft)["waiting"] is True


def test_a_list_that_a_program_has_is_not_read_again(client: Client) -> None:
    address = f"/api/images/{make_image().pk}/similar"
    tag = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as captured:
        again = client.get(address, headers={"If-None-Match": tag})
    tables = ("gallery_image", "gallery_recommendation", "gallery_curatedpair", "gallery_publication")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert [query for query in captured if any(table in query["sql"] for table in tables)] == []


@pytest.mark.parametrize("act", [Change.objects.note, lambda: last_run.tell_by(lambda: None)])
def test_it_is_read_again_when_the_catalogue_or_the_run_is_another(client: Client, act: Any) -> None:
    address = f"/api/images/{make_image().pk}/similar"
    tag = client.get(address)["ETag"]
    act()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_list_takes_as_many_queries_however_long_it_is(client: Client) -> None:
    def queries(length: int) -> int:
        image = make_image()
        recommend(image, *(make_image(tags=("sea", "sky")) for _ in range(length)))
        with CaptureQueriesContext(connection) as captured:
            assert len(ids(similar(client, image, k=50))) == length
        return len(captured)

    assert queries(30) == queries(2)
