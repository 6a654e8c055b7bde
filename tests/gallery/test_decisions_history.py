"""Decisions made on their own page of the desk, and the history of all decisions."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from gallery.models import CuratedPair, Image, PairEvent
from tests.factories import decide, make_image, remember
from tests.gallery.reading import queries_of

pytestmark = pytest.mark.django_db

HISTORY = "/admin/gallery/pairevent/"
DECISIONS = "/admin/gallery/curatedpair/"


def history() -> list[tuple[str, str]]:
    """Return who decided what, first to last."""
    return list(PairEvent.objects.order_by("pk").values_list("name", "what"))


def address(pair: CuratedPair, page: str = "change") -> str:
    return reverse(f"admin:gallery_curatedpair_{page}", args=[pair.pk])


def test_a_decision_that_is_added_is_in_the_history(admin_client: Client) -> None:
    fields = {"image": make_image().pk, "other": make_image().pk, "kind": "hide", "both_ways": "on"}
    assert admin_client.post(f"{DECISIONS}add/", fields).status_code == 302
    assert (history(), CuratedPair.objects.get().both_ways) == ([("admin", "hide_both")], True)


def test_a_decision_that_is_there_from_the_other_side_is_kept(admin_client: Client) -> None:
    image, other = make_image(), make_image()
    pair = decide(image=image, other=other, kind="hide", both_ways=True)
    fields = {"image": other.pk, "other": image.pk, "kind": "hide", "both_ways": "on"}
    assert admin_client.post(f"{DECISIONS}add/", fields).status_code == 302
    assert CuratedPair.objects.get() == pair


def test_a_decision_that_is_edited_is_replaced_and_in_the_history(admin_client: Client) -> None:
    image, other = make_image(), make_image()
    pair = decide(image=image, other=other, kind="hide", both_ways=True)
    assert admin_client.post(address(pair), {"kind": "hide"}).status_code == 302
    now = CuratedPair.objects.get()
    assert (now.image, now.other, now.both_ways, history()) == (image, other, False, [("admin", "hide")])


def test_a_decision_that_is_saved_as_it_was_is_left_alone(admin_client: Client) -> None:
    pair = decide(image=make_image(), other=make_image(), kind="pin", both_ways=True)
    admin_client.post(address(pair), {"kind": "pin", "both_ways": "on"})
    assert (CuratedPair.objects.get().decided_at, history()) == (pair.decided_at, [])


def test_the_images_of_a_decision_stay(admin_client: Client) -> None:
    pair = decide(image=make_image(), other=make_image(), kind="pin")
    admin_client.post(address(pair), {"kind": "hide", "image": make_image().pk, "other": make_image().pk})
    now = CuratedPair.objects.get()
    assert (now.image, now.other, now.kind) == (pair.image, pair.other, "hide")


def test_decisions_that_are_deleted_one_by_one_or_together_are_in_the_history(admin_client: Client) -> None:
    one, two, three = (decide(image=make_image(), other=make_image(), kind="pin") for _ in range(3))
    admin_client.post(address(one, "delete"), {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [two.pk, three.pk], "post": "yes"}
    admin_client.post(DECISIONS, chosen)
    assert (CuratedPair.objects.count(), history()) == (0, [("admin", "undo")] * 3)


def test_the_history_shows_who_decided_what_latest_first(admin_client: Client) -> None:
    image, other = make_image(title="Boat"), make_image(title="Ship")
    remember(image, other, "hide_both", name="anna")
    remember(image, other, "undo", name="ben")
    page = admin_client.get(HISTORY).content.decode()
    order = [page.index(word) for word in ("ben</td>", "decision taken back</td>", "anna</td>")]
    assert order == sorted(order)
    assert "never recommend, both ways</td>" in page
    assert "<h1>History of decisions</h1>" in page


def test_nobody_adds_changes_or_deletes_an_entry(admin_client: Client) -> None:
    event = remember(make_image(), make_image(), "pin")
    pages = [f"{HISTORY}add/", f"{HISTORY}{event.pk}/delete/"]
    assert [admin_client.get(page).status_code for page in pages] == [403, 403]
    assert admin_client.post(f"{HISTORY}{event.pk}/change/", {"what": "hide"}).status_code == 403
    assert "_selected_action" not in admin_client.get(HISTORY).content.decode()


def test_the_history_keeps_no_editor_in_chief_from_deleting_an_image(client: Client) -> None:
    image, other = make_image(), make_image()
    remember(image, other, "pin")
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors in chief"))
    client.force_login(editor)
    client.post(reverse("admin:gallery_image_delete", args=[image.pk]), {"post": "yes"})
    assert (list(Image.objects.all()), history()) == ([other], [])


def test_the_number_of_queries_does_not_grow_with_the_history(admin_client: Client) -> None:
    remember(make_image(), make_image(), "pin")
    few = queries_of(admin_client, HISTORY)
    for _ in range(5):
        remember(make_image(), make_image(), "pin")
    assert queries_of(admin_client, HISTORY) == few


def test_the_history_begins_with_the_decisions_that_held_when_it_came() -> None:
    anna = User.objects.create_user("anna")
    old = decide(image=make_image(), other=make_image(), kind="pin")
    CuratedPair.objects.create(image=make_image(), other=make_image(), kind="hide", both_ways=True, decided_by=anna)
    import_module("gallery.migrations.0009_the_history_begins").begin(apps, SimpleNamespace())
    assert history() == [("", "pin"), ("anna", "hide_both")]
    assert PairEvent.objects.earliest("pk").decided_at == old.decided_at
