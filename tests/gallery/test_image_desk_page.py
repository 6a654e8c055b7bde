"""An image's page on the desk: what stands around the image, and what is decided there with a click."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gallery.models import CuratedPair, Image, PairEvent, PairVerdict
from gallery.recommendations import shown_for
from tests.factories import decide, judge, make_image, publish, recommend, remember
from tests.gallery.desk import change, form, staff
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db


def images(count: int) -> list[Image]:
    return [make_image() for _ in range(count)]


def click(client: Client, image: Image, value: str) -> str:
    """Press a button of an image's page with JavaScript, and return the panel that comes back."""
    response = client.post(reverse("admin:gallery_image_decide", args=[image.pk]), {"_decide": value})
    assert response.status_code == 200
    return response.content.decode()


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one."""
    return re.split(r"<h[23]", re.split(rf"<h[23][^>]*>{heading}", page, maxsplit=1)[1])[0]


def cards(page: str, heading: str) -> list[int]:
    """Return the images under a heading, in order."""
    found = re.findall(r'class="kin__title" href="/admin/gallery/image/(\d+)/', section(page, heading))
    return [int(pk) for pk in found]


def page_of(client: Client, image: Image) -> str:
    return client.get(change(image)).content.decode()


def test_what_visitors_see_comes_first_then_the_reserve_then_what_is_hidden(admin_client: Client) -> None:
    publish(shown=2)
    image, first, second, third, hidden, pinned = images(6)
    draft = make_image(published=False)
    recommend(image, draft, first, hidden, second, third)
    decide(image=image, other=hidden, kind="hide")
    decide(image=image, other=pinned, kind="pin")
    page = page_of(admin_client, image)
    assert cards(page, "What its page recommends") == [each.image.pk for each in shown_for(image)]
    assert cards(page, "What its page recommends") == [pinned.pk, first.pk]
    assert cards(page, "In reserve") == [draft.pk, second.pk, third.pk]
    assert cards(page, "Hidden on this page") == [hidden.pk]


def test_a_recommendation_says_its_similarity_its_band_and_what_was_decided(
    admin_client: Client, admin_user: User
) -> None:
    publish(limits=(0.5, 0.7, 0.95))
    image, first, twin, pinned = images(4)
    recommend(image, first, twin, similarity=0.9)
    judge(first, twin, "same")
    CuratedPair.objects.create(image=image, other=pinned, kind="pin", both_ways=True, decided_by=admin_user)
    text = " ".join(section(page_of(admin_client, image), "What its page recommends").split())
    assert "0.890 · very alike · with 1 nearly the same" in text
    assert "not compared" in text
    assert "Pinned both ways by admin" in text


def test_a_draft_in_reserve_says_that_it_is_not_published(admin_client: Client) -> None:
    image, draft = make_image(), make_image(published=False)
    recommend(image, draft)
    assert "not published" in section(page_of(admin_client, image), "In reserve")


def test_the_pages_that_recommend_the_image_are_those_that_show_it(admin_client: Client) -> None:
    publish(shown=1)
    image, showing, sparing, hiding, pinning, other = images(6)
    recommend(showing, image)
    recommend(sparing, other, image)
    recommend(hiding, image)
    decide(image=hiding, other=image, kind="hide")
    decide(image=pinning, other=image, kind="pin")
    page = page_of(admin_client, image)
    assert set(cards(page, "Recommended by")) == {showing.pk, pinning.pk}
    assert cards(page, "Pages on which it is hidden") == [hiding.pk]


def test_what_was_decided_both_ways_on_the_other_page_stands_on_this_one(admin_client: Client) -> None:
    image, other = images(2)
    recommend(image, other)
    decide(image=other, other=image, kind="hide", both_ways=True)
    page = page_of(admin_client, image)
    assert cards(page, "Hidden on this page") == cards(page, "Pages on which it is hidden") == [other.pk]


def test_of_a_hub_the_most_similar_pages_are_shown_and_all_are_counted(admin_client: Client) -> None:
    publish()
    hub = make_image()
    for number in range(60):
        recommend(make_image(), hub, similarity=0.9 - number / 1000)
    page = page_of(admin_client, hub)
    assert len(cards(page, "Recommended by")) == 24
    assert "by the stored lists alone, 60 pages recommend this image." in page


def test_near_duplicates_are_those_of_either_list_and_those_judged(admin_client: Client) -> None:
    publish(limits=(0.5, 0.7, 0.9))
    image, own, incoming, judged, stranger = images(5)
    recommend(image, own, stranger, similarity=0.915)
    recommend(incoming, image, similarity=0.96)
    judge(image, judged, "different")
    page = page_of(admin_client, image)
    assert cards(page, "Nearly the same") == [incoming.pk, own.pk, judged.pk]
    assert "Not the same" in section(page, "Nearly the same")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("pin", "“Ship” comes first on the page of “Boat”."),
        ("pin_both", "“Boat” and “Ship” come first on each other's pages."),
        ("hide", "“Ship” is no longer shown on the page of “Boat”."),
        ("hide_both", "“Boat” and “Ship” are no longer shown on each other's pages."),
        ("undo", "Nothing changed for “Boat” and “Ship”: that was so already."),
        ("same", "“Boat” and “Ship” are the same picture: visitors see them as one entry."),
        ("different", "“Boat” and “Ship” are not the same: each keeps an entry of its own."),
        ("unjudge", "Nothing changed for “Boat” and “Ship”: that was so already."),
    ],
)
def test_a_click_decides_and_the_panel_says_so(what: str, said: str, admin_client: Client) -> None:
    image, other = make_image(title="Boat"), make_image(title="Ship")
    recommend(image, other)
    panel = click(admin_client, image, f"{what}:{image.pk}:{other.pk}")
    assert said in panel.replace("&#x27;", "'")
    changed = [] if what in {"undo", "unjudge"} else [what]
    assert list(PairEvent.objects.values_list("what", flat=True)) == changed


def test_a_hidden_image_leaves_the_list_and_comes_back_by_undo(admin_client: Client) -> None:
    image, other = images(2)
    recommend(image, other)
    panel = click(admin_client, image, f"hide:{image.pk}:{other.pk}")
    assert (shown_for(image), cards(panel, "Hidden on this page")) == ([], [other.pk])
    panel = click(admin_client, image, f"undo:{image.pk}:{other.pk}")
    assert cards(panel, "What its page recommends") == [other.pk]


def test_from_the_other_side_the_decision_is_on_the_other_image_s_page(admin_client: Client) -> None:
    image, recommending = images(2)
    recommend(recommending, image)
    page = page_of(admin_client, image)
    assert f'value="hide:{recommending.pk}:{image.pk}"' in section(page, "Recommended by")
    click(admin_client, image, f"hide:{recommending.pk}:{image.pk}")
    assert (CuratedPair.objects.get().image, shown_for(recommending)) == (recommending, [])


def test_the_buttons_are_those_that_change_something(admin_client: Client) -> None:
    image, free, pinned, one_way, both, twin = images(6)
    recommend(image, free)
    decide(image=image, other=pinned, kind="pin")
    decide(image=image, other=one_way, kind="hide")
    decide(image=image, other=both, kind="hide", both_ways=True)
    judge(image, twin, "same")
    page = page_of(admin_client, image)
    offered = re.findall(rf'value="(\w+):{image.pk}:(\d+)"', page)
    assert sorted(offered) == sorted(
        [(what, str(free.pk)) for what in ("pin", "hide", "hide_both")]
        + [("undo", str(pinned.pk)), ("undo", str(one_way.pk)), ("hide_both", str(one_way.pk))]
        + [("undo", str(both.pk)), ("unjudge", str(twin.pk))]
    )


def test_the_history_says_who_decided_what_and_what_was_taken_back(admin_client: Client) -> None:
    image, other = make_image(), make_image(title="Ship")
    recommend(image, other)
    click(admin_client, image, f"hide_both:{image.pk}:{other.pk}")
    panel = click(admin_client, image, f"undo:{image.pk}:{other.pk}")
    told = section(panel, "Decided so far")
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in told.split("<tr>")[2:]]
    assert [row.split("admin ")[1] for row in rows] == [
        f"decision taken back {image.title} Ship",
        f"never recommend, both ways {image.title} Ship",
    ]


def test_without_javascript_a_button_saves_the_words_as_well(admin_client: Client) -> None:
    image, other = make_image(title="Boat"), make_image(title="Ship")
    fields = form(title="Red boat", alt_text="A red boat", _decide=f"pin:{image.pk}:{other.pk}")
    response = admin_client.post(change(image), fields, follow=True)
    image.refresh_from_db()
    assert (image.title, image.alt_text, CuratedPair.objects.get().kind) == ("Red boat", "A red boat", "pin")
    assert response.redirect_chain == [(f"{change(image)}#around", 302)]
    said = "Your changes are saved. “Ship” comes first on the page of “Red boat”."
    assert [str(message) for message in response.context["messages"]] == [said]


def test_words_that_cannot_be_saved_keep_the_decision_from_being_taken(admin_client: Client) -> None:
    image, other = images(2)
    page = admin_client.post(change(image), form(title="", _decide=f"pin:{image.pk}:{other.pk}"))
    assert "This field is required." in page.content.decode()
    assert CuratedPair.objects.count() == 0


@pytest.mark.parametrize("value", ["", "love:1:2", "pin:1", "pin:1:-2", "pin:1:٢", f"pin:1:{10**30}", "pin:1:2:3"])
def test_what_no_button_says_is_refused(value: str, admin_client: Client) -> None:
    image = make_image()
    response = admin_client.post(reverse("admin:gallery_image_decide", args=[image.pk]), {"_decide": value})
    assert response.status_code == 400


def test_a_decision_on_two_other_images_is_refused(admin_client: Client) -> None:
    image, one, other = images(3)
    address = reverse("admin:gallery_image_decide", args=[image.pk])
    assert admin_client.post(address, {"_decide": f"pin:{one.pk}:{other.pk}"}).status_code == 400
    assert CuratedPair.objects.count() == 0


def test_an_image_that_was_deleted_meanwhile_is_no_error(admin_client: Client) -> None:
    image, other = images(2)
    gone = other.pk
    other.delete()
    panel = click(admin_client, image, f"pin:{image.pk}:{gone}")
    assert "One of the two images was deleted meanwhile, so nothing was decided." in panel


def test_the_address_of_the_buttons_alone_leads_to_the_page(admin_client: Client) -> None:
    image = make_image()
    response = admin_client.get(reverse("admin:gallery_image_decide", args=[image.pk]))
    assert (response.status_code, response["Location"]) == (302, change(image))


def test_curators_decide(client: Client) -> None:
    image, other = images(2)
    click(staff(client, group="Curators"), image, f"same:{image.pk}:{other.pk}")
    assert PairVerdict.objects.get().verdict == "same"


@pytest.mark.parametrize(
    "codenames", [("view_image", "change_image"), ("view_image", "change_curatedpair"), ("view_image",)]
)
def test_who_may_not_change_images_and_decisions_sees_and_presses_no_button(
    codenames: tuple[str, ...], client: Client
) -> None:
    image, other = images(2)
    recommend(image, other)
    somebody = staff(client, *codenames)
    page = page_of(somebody, image)
    assert (cards(page, "What its page recommends"), 'name="_decide"' in page) == ([other.pk], False)
    value = {"_decide": f"pin:{image.pk}:{other.pk}"}
    addresses = (reverse("admin:gallery_image_decide", args=[image.pk]), change(image))
    answers = [somebody.post(address, form(title="Boat") | value).status_code for address in addresses]
    assert (answers, CuratedPair.objects.count()) == ([403, 403], 0)


def test_the_add_page_has_nothing_around_it(admin_client: Client) -> None:
    assert 'id="around"' not in admin_client.get(reverse("admin:gallery_image_add")).content.decode()


def test_the_number_of_queries_does_not_grow_with_what_stands_around(admin_client: Client) -> None:
    publish()
    image = make_image()
    surround(image)
    few = queries_of(admin_client, change(image))
    for _ in range(4):
        surround(image)
    assert queries_of(admin_client, change(image)) == few


def surround(image: Image) -> None:
    """Give an image one more of everything."""
    own, incoming, pinned, hidden, twin = images(5)
    rank = 1 + image.recommendations.count()
    image.recommendations.create(recommended=own, rank=rank, similarity=0.8)
    recommend(incoming, image)
    user = User.objects.create_user(f"user-{rank}")
    common: dict[str, Any] = {"both_ways": True, "decided_by": user}
    CuratedPair.objects.create(image=image, other=pinned, kind="pin", **common)
    CuratedPair.objects.create(image=hidden, other=image, kind="hide", **common)
    judge(image, twin, "same")
    remember(image, twin, "same", name="anna")
