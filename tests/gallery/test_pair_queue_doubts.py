"""The queue of pairs that visitors doubt: most doubted first, hidden or left as they are, and taken up again."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gallery import deciding
from gallery.models import CuratedPair, Doubt, Image, PairEvent
from tests.factories import judge, make_image, publish, recommend
from tests.gallery.desk import staff
from tests.gallery.pairs import QUEUE, answer, doubted, key, shown
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

DOUBTS = f"{QUEUE}?queue=doubts"
MAY = datetime.datetime(2026, 5, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _run() -> None:
    publish(shown=2, limits=(0.5, 0.7, 0.9))


@pytest.fixture
def three() -> list[tuple[Image, Image]]:
    """Three pairs, doubted once, twice and three times, listed from the image with the higher number."""
    pairs = [(make_image(), make_image(title=f"Other {count}")) for count in (1, 2, 3)]
    for count, (one, other) in enumerate(pairs, start=1):
        recommend(other, one, similarity=0.81)
        for _ in range(count):
            doubted(one, other, said_at=timezone.now() - datetime.timedelta(hours=count))
    return pairs


def words(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_the_most_doubted_pair_comes_first_with_how_many_said_so_and_since_when(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    Doubt.objects.filter(second=three[2][1]).update(said_at=MAY)
    response = admin_client.get(DOUBTS)
    assert shown(response) == key(three[2])
    said = "<strong>0.800</strong> · very alike · doubted 3 times since 2 May 2026"
    assert (said in words(response), "0 of 3 decided, 3 left" in words(response)) == (True, True)


def test_one_doubt_is_told_with_its_day(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    Doubt.objects.filter(second=three[0][1]).update(said_at=MAY)
    page = words(admin_client.get(f"{DOUBTS}&pair={key(three[0])}"))
    assert "· doubted once, on 2 May 2026" in page


@pytest.mark.parametrize(
    ("decision", "said"), [("hide_both", "Hidden both ways by admin"), ("leave", "Left as it is by admin")]
)
def test_a_decision_leads_to_the_next_pair_and_can_be_undone_there(
    decision: str, said: str, admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    response = answer(admin_client, three[2], decision, queue="doubts")
    assert (shown(response), said in words(response)) == (key(three[1]), True)
    assert "1 of 3 decided, 2 left" in words(response)
    response = answer(admin_client, three[2], "undo", queue="doubts")
    assert (shown(response), "0 of 3 decided, 3 left" in words(response)) == (key(three[2]), True)
    assert (CuratedPair.objects.count(), Doubt.objects.waiting().count()) == (0, 6)


def test_the_history_records_what_was_left_and_taken_up_again(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    for decision in ("leave", "undo"):
        answer(admin_client, three[0], decision, queue="doubts")
    page = admin_client.get("/admin/gallery/pairevent/").content.decode()
    assert ("Left as it is, in spite of doubts" in page, "Doubts taken up again" in page) == (False, False)
    assert ("left as it is, in spite of doubts" in page, "doubts taken up again" in page) == (True, True)


def test_hiding_holds_on_both_pages(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    answer(admin_client, three[2], "hide_both", queue="doubts")
    decision = CuratedPair.objects.get()
    assert ({decision.image, decision.other}, decision.both_ways, decision.kind) == ({*three[2]}, True, "hide")


def test_what_is_left_as_it_is_comes_back_with_new_doubts_only(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    for pair in three:
        answer(admin_client, pair, "leave", queue="doubts")
    assert "All decided." in words(admin_client.get(DOUBTS))
    doubted(*three[0])
    response = admin_client.get(DOUBTS)
    assert (shown(response), "doubted once, on" in words(response)) == (key(three[0]), True)
    assert "2 of 3 decided, 1 left" in words(response)


def test_a_pair_passed_over_waits_and_comes_again(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    assert str(admin_client.get(DOUBTS).context["behind"]) == key(three[1])
    assert shown(answer(admin_client, three[0], "leave", queue="doubts")) == key(three[2])


def test_undo_takes_back_what_was_decided_last(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    answer(admin_client, three[2], "leave", queue="doubts")
    answer(admin_client, three[2], "hide_both", queue="doubts")
    answer(admin_client, three[2], "undo", queue="doubts")
    assert (CuratedPair.objects.count(), Doubt.objects.waiting().count()) == (0, 3)
    answer(admin_client, three[2], "undo", queue="doubts")
    assert Doubt.objects.waiting().count() == 6
    events = list(PairEvent.objects.order_by("pk").values_list("what", flat=True))
    assert events == ["leave", "hide_both", "undo", "unleave"]


def test_undo_takes_back_a_verdict_that_is_later_than_what_was_left(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    answer(admin_client, three[2], "leave", queue="doubts")
    answer(admin_client, three[2], "different", queue="near")
    answer(admin_client, three[2], "undo", queue="doubts")
    assert PairEvent.objects.latest("pk").what == "unjudge"


def test_what_was_decided_elsewhere_is_decided_here(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    anna = User.objects.create_user("anna")
    deciding.decide(anna, three[2][1].pk, three[2][0].pk, PairEvent.What.HIDE)
    judge(*three[1], "different")
    response = admin_client.get(DOUBTS)
    assert (shown(response), "1 of 3 decided, 2 left" in words(response)) == (key(three[1]), True)


def test_a_pair_that_no_list_has_any_more_is_not_asked_about(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    three[2][1].recommendations.all().delete()
    assert shown(admin_client.get(DOUBTS)) == key(three[1])


def test_the_other_queues_know_nothing_of_leaving_and_this_one_nothing_of_same_pictures(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    recommend(three[0][0], three[0][1], similarity=0.99)
    values = [
        [decision for decision in ("same", "different", "leave", "hide_both") if f'value="{decision}"' in page]
        for page in (words(admin_client.get(QUEUE)), words(admin_client.get(DOUBTS)))
    ]
    assert values == [["same", "different", "hide_both"], ["leave", "hide_both"]]


def test_the_desk_s_first_page_leads_to_the_queue_and_says_how_many_wait(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    assert f'href="{DOUBTS}">3 pairs doubted by visitors</a>' in admin_client.get("/admin/").content.decode()
    for pair in three[1:]:
        answer(admin_client, pair, "leave", queue="doubts")
    assert f'href="{DOUBTS}">1 pair doubted by visitors</a>' in admin_client.get("/admin/").content.decode()
    answer(admin_client, three[0], "leave", queue="doubts")
    assert "doubted by visitors" not in admin_client.get("/admin/").content.decode()


def test_who_may_not_see_pairs_is_not_told_of_them(client: Client, three: list[tuple[Image, Image]]) -> None:
    somebody = staff(client, "view_image")
    assert somebody.get(DOUBTS).status_code == 403
    assert "doubted by visitors" not in somebody.get("/admin/").content.decode()


def test_who_may_not_decide_looks_and_settles_nothing(client: Client, three: list[tuple[Image, Image]]) -> None:
    somebody = staff(client, "view_nearduplicate")
    assert 'name="decision"' not in words(somebody.get(DOUBTS))
    assert answer(somebody, three[0], "leave", queue="doubts").status_code == 403
    assert Doubt.objects.waiting().count() == 6


def test_the_number_of_queries_does_not_grow_with_the_doubts(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    few = queries_of(admin_client, DOUBTS)
    for _ in range(9):
        one, other = make_image(), make_image()
        recommend(one, other)
        doubted(one, other)
        doubted(*three[0])
    assert queries_of(admin_client, DOUBTS) == few
