"""A visitor's "not alike": one button, no account, and nothing changes by itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gallery import doubting
from gallery.models import CuratedPair, Doubt, Image, PairEvent, Recommendation
from tests.factories import decide, make_image, recommend

pytestmark = pytest.mark.django_db

THANKS = "Curators will look at it. Nothing changes by itself."


@pytest.fixture
def pair() -> tuple[Image, Image]:
    one, other = make_image(), make_image()
    recommend(one, other)
    return one, other


def address(pair: tuple[Image, Image]) -> str:
    return reverse("gallery:pair", args=[pair[0].pk, pair[1].pk])


def test_a_doubt_is_taken_thanked_for_and_changes_nothing(client: Client, pair: tuple[Image, Image]) -> None:
    response = client.post(address(pair), REMOTE_ADDR="203.0.113.7")
    assert (response.status_code, response["Location"]) == (302, f"{address(pair)}?doubted=1#doubt")
    page = client.get(response["Location"]).content.decode()
    assert (THANKS in page, "<form method" in page) == (True, False)
    doubt = Doubt.objects.get()
    assert (doubt.first, doubt.second, len(doubt.visitor)) == (*pair, 32)
    kept = [model._default_manager.count() for model in (Recommendation, CuratedPair, PairEvent)]
    assert kept == [1, 0, 0]


def test_before_it_is_sent_nobody_is_thanked(client: Client, pair: tuple[Image, Image]) -> None:
    page = client.get(address(pair)).content.decode()
    assert (THANKS in page, page.count("<form method"), page.count("csrfmiddlewaretoken")) == (False, 1, 1)


def test_the_same_visitor_s_doubt_counts_once_and_another_one_s_as_well(
    client: Client, pair: tuple[Image, Image]
) -> None:
    recommend(pair[1], pair[0])
    for peer, two in (("203.0.113.7", pair), ("203.0.113.7", pair[::-1]), ("203.0.113.8", pair)):
        assert client.post(address(two), REMOTE_ADDR=peer).status_code == 302
    assert Doubt.objects.count() == 2


def test_a_form_from_elsewhere_is_refused(pair: tuple[Image, Image]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert (strict.post(address(pair)).status_code, Doubt.objects.count()) == (403, 0)
    strict.get(address(pair))
    token = strict.cookies["csrftoken"].value
    assert strict.post(address(pair), {"csrfmiddlewaretoken": token}).status_code == 302
    assert Doubt.objects.count() == 1


def test_whoever_says_too_much_is_asked_to_wait(
    client: Client, pair: tuple[Image, Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubting, "PER_VISITOR_AND_HOUR", 0)
    response = client.post(address(pair))
    assert (response.status_code, response["Retry-After"], Doubt.objects.count()) == (429, "3600", 0)
    page = response.content.decode()
    assert ("A little slower, please" in page, "site-header" in page) == (True, True)


def test_a_pair_that_no_list_has_any_more_takes_no_doubt(client: Client, pair: tuple[Image, Image]) -> None:
    Recommendation.objects.all().delete()
    response = client.post(address(pair))
    assert (response.status_code, response["Location"], Doubt.objects.count()) == (302, address(pair), 0)


@pytest.mark.parametrize("kind", ["hide", "draft", "gone"])
def test_a_pair_that_visitors_do_not_see_takes_no_doubt(kind: str, client: Client, pair: tuple[Image, Image]) -> None:
    where = address(pair)
    if kind == "hide":
        decide(image=pair[0], other=pair[1], kind="hide")
    elif kind == "draft":
        Image.objects.filter(pk=pair[1].pk).update(published=False)
    else:
        pair[1].delete()
    assert (client.post(where).status_code, Doubt.objects.count()) == (404, 0)


def test_an_image_deleted_while_the_doubt_is_taken_is_not_found(
    client: Client, pair: tuple[Image, Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object) -> str:
        Image.objects.filter(pk=pair[1].pk).delete()
        return "v"

    monkeypatch.setattr(doubting, "visitor_of", late)
    assert client.post(address(pair)).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_page_is_got_or_posted_to(method: str, client: Client, pair: tuple[Image, Image]) -> None:
    assert getattr(client, method)(address(pair)).status_code == 405
