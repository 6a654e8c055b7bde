"""Decisions of programs: the desk's own, with the same rights and the same history."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gallery.models import CuratedPair, Image, PairEvent
from gallery.recommendations import shown_for
from tests.factories import make_image, remember
from tests.gallery.api.calling import person, problem, program, send, showing, token_of

pytestmark = pytest.mark.django_db

Pair = tuple[Image, Image]


@pytest.fixture
def curator() -> Client:
    return program(group="Curators")


@pytest.fixture
def images() -> Pair:
    return make_image(), make_image()


def at(image: Image) -> str:
    return f"/api/images/{image.pk}/decisions"


def decide(client: Client, image: Image, other: Image, decision: str, **more: Any) -> Any:
    return send(client, at(image), {"other": other.pk, "decision": decision, **more})


def test_a_pin_comes_first_on_the_image_s_page_and_says_whose_it_is(images: Pair) -> None:
    image, other = images
    anna = person(group="Curators")
    said = decide(showing(token_of(anna)[1]), image, other, "pin").json()
    assert [shown.image for shown in shown_for(image)] == [other]
    assert (said["changed"], said["holds"].pop("decided_at") != "") == (True, True)
    assert said["holds"] == {
        "image": image.pk,
        "other": other.pk,
        "decision": "pin",
        "both_ways": False,
        "decided_by": anna.get_username(),
    }
    assert said["last_event"] == PairEvent.objects.get().pk


@pytest.mark.parametrize(
    ("decision", "both_ways", "what"),
    [("pin", False, "pin"), ("pin", True, "pin_both"), ("hide", False, "hide"), ("hide", True, "hide_both")],
)
def test_what_is_decided_is_in_the_history_as_at_the_desk(
    curator: Client, images: Pair, decision: str, both_ways: bool, what: str
) -> None:
    decide(curator, *images, decision, both_ways=both_ways)
    assert list(PairEvent.objects.values_list("image", "other", "what")) == [(images[0].pk, images[1].pk, what)]
    assert CuratedPair.objects.get().both_ways is both_ways


def test_what_is_so_already_changes_nothing(curator: Client, images: Pair) -> None:
    decide(curator, *images, "hide")
    said = decide(curator, *images, "hide").json()
    assert (said["changed"], said["holds"]["decision"], PairEvent.objects.count()) == (False, "hide", 1)


def test_a_decision_is_taken_back(curator: Client, images: Pair) -> None:
    decide(curator, *images, "hide", both_ways=True)
    said = decide(curator, *images, "undo").json()
    assert (said["changed"], said["holds"], CuratedPair.objects.count()) == (True, None, 0)
    assert decide(curator, *images, "undo").json()["changed"] is False


def test_who_decides_on_what_they_read_is_told_of_a_later_decision(curator: Client, images: Pair) -> None:
    seen = decide(curator, *images, "pin", seen=0).json()["last_event"]
    other = remember(*images, "hide", name="anna")
    said = problem(decide(curator, *images, "undo", seen=seen))
    assert (said["status"], said["last_event"]) == (409, other.pk)
    words = "Read the decisions again, and decide whether yours still holds."
    assert said["detail"] == f"anna decided meanwhile: never recommend. {words}"
    assert CuratedPair.objects.get().kind == "pin"
    assert decide(curator, *images, "undo", seen=other.pk).json()["changed"] is True


def test_a_decision_is_about_two_images_that_are_there(curator: Client, images: Pair) -> None:
    image = images[0]
    assert problem(decide(curator, image, image, "pin"))["errors"][0]["where"] == "body.other"
    assert problem(send(curator, at(image), {"other": 9999, "decision": "pin"}))["status"] == 404
    assert problem(send(curator, at(image), {"other": images[1].pk, "decision": "same"}))["status"] == 422
    assert not PairEvent.objects.exists()


@pytest.mark.parametrize("codename", ["change_image", "change_curatedpair"])
def test_deciding_takes_the_rights_that_it_takes_at_the_desk(images: Pair, codename: str) -> None:
    said = problem(decide(program("view_image", codename), *images, "pin"))
    assert (said["status"], said["permission"] != f"gallery.{codename}") == (403, True)


def test_all_decisions_that_name_an_image_are_listed_latest_first(curator: Client, images: Pair) -> None:
    image, other = images
    third = make_image()
    decide(curator, other, image, "hide")
    decide(curator, image, third, "pin")
    decide(curator, other, third, "pin")
    said = curator.get(at(image)).json()
    assert [(each["image"], each["other"], each["decision"]) for each in said["items"]] == [
        (image.pk, third.pk, "pin"),
        (other.pk, image.pk, "hide"),
    ]
    assert (said["count"], curator.get(at(image), {"size": 1}).json()["next"][-14:]) == (2, "?size=1&page=2")


def test_the_history_has_what_was_taken_back(curator: Client, images: Pair) -> None:
    decide(curator, *images, "pin")
    decide(curator, *images, "undo")
    said = curator.get(f"{at(images[1])}/history").json()
    assert [(each["what"], each["words"]) for each in said["items"]] == [
        ("undo", "decision taken back"),
        ("pin", "always recommend"),
    ]
    assert said["items"][0]["decided_by"] == PairEvent.objects.first().name  # type: ignore[union-attr]


@pytest.mark.parametrize(("rest", "lacking"), [("", "view_curatedpair"), ("/history", "view_pairevent")])
def test_decisions_are_read_by_those_who_may(client: Client, rest: str, lacking: str) -> None:
    image = make_image()
    assert problem(client.get(at(image) + rest))["status"] == 401
    assert problem(program("view_image").get(at(image) + rest))["permission"] == f"gallery.{lacking}"
    draft = make_image(published=False)
    assert problem(program(lacking).get(at(draft) + rest))["status"] == 404


@pytest.mark.parametrize("rest", ["", "/history"])
def test_a_page_of_decisions_takes_as_many_queries_however_many_there_are(curator: Client, rest: str) -> None:
    def queries(count: int) -> int:
        image = make_image()
        for _ in range(count):
            decide(curator, image, make_image(), "pin")
        with CaptureQueriesContext(connection) as captured:
            assert curator.get(at(image) + rest).json()["count"] == count
        return len(captured)

    assert queries(2) == queries(12)
