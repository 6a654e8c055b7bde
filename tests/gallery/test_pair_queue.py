"""Pairs to look at, one after another: each is decided with one button, and does not come back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from gallery import deciding
from gallery.models import CuratedPair, Image, PairEvent, PairVerdict, Recommendation
from tests.factories import decide, judge, make_image, publish, recommend
from tests.gallery.pairs import QUEUE, answer, key, shown
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

LIST = "/admin/gallery/nearduplicate/"


def pair(*, similarity: float = 0.95, **fields: Any) -> tuple[Image, Image]:
    """Make two images that recommend each other."""
    one, other = make_image(**fields), make_image(**fields)
    for image, recommended in ((one, other), (other, one)):
        Recommendation.objects.create(image=image, recommended=recommended, rank=1, similarity=similarity)
    return one, other


@pytest.fixture(autouse=True)
def _run() -> None:
    publish(shown=2, limits=(0.5, 0.7, 0.9))


@pytest.fixture
def three() -> list[tuple[Image, Image]]:
    return [pair(similarity=similarity) for similarity in (0.99, 0.97, 0.95)]


def test_the_first_pair_is_the_most_similar_one_and_the_page_says_how_many_there_are(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    response = admin_client.get(QUEUE)
    assert (shown(response), "0 of 3 decided, 3 left" in response.content.decode()) == (key(three[0]), True)


def test_the_two_are_shown_with_what_tells_them_apart(admin_client: Client) -> None:
    one = make_image(title="Boat", original_name="boat.png", width=800, height=600, tags=("sea", "sky"))
    other = make_image(title="Boat again", original_name="boat-2.png", published=False, alt_text="A boat")
    recommend(one, other, similarity=0.99)
    page = admin_client.get(QUEUE).content.decode()
    said = ("0.980", "nearly the same", "Boat again", "boat.png", "boat-2.png", "800 × 600 pixels", "640 × 480 pixels")
    more = ("sea, sky", "A boat", "do not see it", one.rendition_url(960), other.rendition_url(960))
    assert [text for text in said + more if text not in page] == []
    differing = set(re.findall(r'<tr class="differs"><th scope="row">([\w ]+)<', page))
    assert differing - {"Uploaded"} == {"File", "Size", "Tags", "Alternative text", "Visitors"}


@pytest.mark.parametrize(
    ("decision", "said"),
    [("same", "The same picture, says admin"), ("different", "Not the same, says admin"), ("hide_both", "Hidden both")],
)
def test_a_decision_leads_to_the_next_pair_and_can_be_undone_there(
    decision: str, said: str, admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    response = answer(admin_client, three[0], decision)
    page = " ".join(response.content.decode().split())
    assert (shown(response), said in page, "1 of 3 decided, 2 left" in page) == (key(three[1]), True, True)
    response = answer(admin_client, three[0], "undo")
    assert (shown(response), "0 of 3 decided, 3 left" in response.content.decode()) == (key(three[0]), True)
    assert (PairVerdict.objects.count(), CuratedPair.objects.count(), PairEvent.objects.count()) == (0, 0, 2)


def test_what_is_decided_does_not_come_back(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    for each in three:
        answer(admin_client, each, "different")
    response = admin_client.get(QUEUE)
    assert (shown(response), "All decided." in response.content.decode()) == (None, True)


def test_what_was_decided_elsewhere_does_not_come_either(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    judge(*three[0], "same")
    decide(image=three[1][1], other=three[1][0], kind="hide")
    assert shown(admin_client.get(QUEUE)) == key(three[2])


def test_after_the_last_pair_come_those_that_were_passed_over(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    assert shown(answer(admin_client, three[2], "same")) == key(three[0])


def test_next_and_previous_lead_on_without_deciding(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    judge(*three[0], "same")
    page = admin_client.get(f"{QUEUE}?pair={key(three[1])}").content.decode()
    links = dict(re.findall(r'href="\?queue=near&amp;pair=([\d-]+)" data-key="(\w)', page))
    assert links == {key(three[0]): "k", key(three[2]): "j"}


def test_next_leads_from_the_last_pair_to_the_first_that_is_open(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    response = admin_client.get(f"{QUEUE}?pair={key(three[2])}")
    assert str(response.context["behind"]) == key(three[0])


def test_a_pair_that_is_decided_is_shown_with_its_decision_and_can_be_decided_anew(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    answer(admin_client, three[0], "same")
    page = admin_client.get(f"{QUEUE}?pair={key(three[0])}")
    assert (shown(page), "The same picture, says admin" in page.content.decode()) == (key(three[0]), True)
    answer(admin_client, three[0], "different")
    assert PairVerdict.objects.get().verdict == "different"


def test_a_pair_that_somebody_else_decided_meanwhile_stays_as_they_decided_and_says_so(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    anna = User.objects.create_user("anna")
    deciding.decide(anna, three[0][0].pk, three[0][1].pk, PairEvent.What.SAME)
    response = answer(admin_client, three[0], "different", seen=0)
    (message,) = [str(message) for message in response.context["messages"]]
    assert message.startswith("Nothing was changed: anna decided on this pair meanwhile (the same picture, ")
    assert message.endswith("). Look again, and decide anew.")
    assert (shown(response), PairVerdict.objects.get().verdict) == (key(three[0]), "same")


def test_undo_takes_back_what_was_decided_last(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    answer(admin_client, three[0], "same")
    answer(admin_client, three[0], "hide_both")
    answer(admin_client, three[0], "undo")
    assert (PairVerdict.objects.count(), CuratedPair.objects.count()) == (1, 0)
    answer(admin_client, three[0], "undo")
    assert (PairVerdict.objects.count(), CuratedPair.objects.count()) == (0, 0)


def test_an_image_deleted_meanwhile_is_told(admin_client: Client, three: list[tuple[Image, Image]]) -> None:
    gone = f"{three[0][0].pk}-{three[0][1].pk}"
    three[0][1].delete()
    response = admin_client.post(QUEUE, {"pair": gone, "decision": "same", "seen": 0}, follow=True)
    said = "One of the two images was deleted meanwhile, so nothing was decided."
    assert [str(message) for message in response.context["messages"]] == [said]
    assert shown(response) == key(three[1])


@pytest.mark.parametrize("wrong", [{"pair": "1"}, {"pair": "x-y"}, {"decision": "love"}, {"seen": "-1"}, {"seen": ""}])
def test_what_no_button_sends_is_refused(wrong: dict[str, str], admin_client: Client) -> None:
    fields = {"pair": key(pair()), "decision": "same", "seen": "0"} | wrong
    assert (admin_client.post(QUEUE, fields).status_code, PairVerdict.objects.count()) == (400, 0)


@pytest.mark.parametrize("query", ["?pair=x", "?pair=1-2-3", "?done=99-100", f"?pair={10**30}-1", "?pair=5-٢"])
def test_an_address_that_names_no_pair_shows_the_first(query: str, admin_client: Client) -> None:
    two = pair()
    assert shown(admin_client.get(QUEUE + query)) == key(two)


def test_there_are_three_queues_and_no_other(admin_client: Client) -> None:
    assert admin_client.get(f"{QUEUE}?queue=love").status_code == 400


@pytest.mark.parametrize("queue", ["near", "hubs", "doubts"])
def test_an_empty_queue_says_so(queue: str, admin_client: Client) -> None:
    assert "No pairs to look at here." in admin_client.get(f"{QUEUE}?queue={queue}").content.decode()


def staff(client: Client, *codenames: str) -> Client:
    """Log somebody in who has these permissions."""
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return client


def test_who_may_not_decide_looks_and_presses_no_button(client: Client, three: list[tuple[Image, Image]]) -> None:
    somebody = staff(client, "view_nearduplicate")
    page = somebody.get(QUEUE).content.decode()
    assert ("To decide you need the right “Can change decision”." in page, 'name="decision"' in page) == (True, False)
    assert answer(somebody, three[0], "same").status_code == 403
    assert PairVerdict.objects.count() == 0


def test_who_may_not_see_the_list_sees_no_pair(client: Client) -> None:
    assert staff(client, "view_image").get(QUEUE).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_pairs(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    few = queries_of(admin_client, f"{QUEUE}?pair={key(three[0])}")
    for _ in range(5):
        judge(*pair(), "same")
        pair()
    assert queries_of(admin_client, f"{QUEUE}?pair={key(three[0])}") == few


def test_the_list_leads_to_the_queue_and_says_what_is_decided(
    admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    judge(*three[0], "same")
    decide(image=three[0][1], other=three[0][0], kind="hide")
    page = admin_client.get(LIST).content.decode()
    assert f'href="{QUEUE}"' in page
    assert '<td class="field-decided">the same picture, hidden</td>' in page


@pytest.mark.parametrize(
    ("query", "places"), [("no", [3]), ("same", [0]), ("different", [1]), ("hidden", [2]), ("x", [0, 1, 2, 3])]
)
def test_the_list_is_narrowed_to_what_is_decided(
    query: str, places: list[int], admin_client: Client, three: list[tuple[Image, Image]]
) -> None:
    judge(*three[0], "same")
    judge(*three[1], "different")
    decide(image=three[2][1], other=three[2][0], kind="hide")
    pairs = [*three, pair(similarity=0.93)]
    rows = admin_client.get(f"{LIST}?decided={query}").content.decode().split('class="pair"')[1:]
    assert [places for places in range(4) for row in rows if f"image/{pairs[places][0].pk}/" in row] == places
