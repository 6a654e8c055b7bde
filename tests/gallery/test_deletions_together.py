"""Images are deleted while others are deleted or changed: one waits for the other, and nobody fails."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse

from gallery import deciding
from gallery.api import journal
from gallery.models import CuratedPair, Image, Recommendation
from tests.factories import make_image, recommend
from tests.gallery.api.calling import person, showing, token_of
from tests.overlapping import Door, atomically, closing, share_database, together

pytestmark = pytest.mark.django_db(transaction=True)


Left = tuple[list[int], int, int]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Three tagged images, each of which lists the others, a decision on the first two, and who may do everything."""

    pks: list[int]
    pair: int
    curator: Client
    program: Client


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Catalogue:
    """Return a catalogue in a database that threads can share."""
    images = [make_image(tags=("sea", "boat")) for _ in range(3)]
    for image in images:
        recommend(image, *(other for other in images if other is not image))
    pair = CuratedPair.objects.create(image=images[0], other=images[1], kind="hide")
    everybody, curator = person(superuser=True), Client()
    curator.force_login(everybody)
    program = showing(token_of(everybody)[1])
    share_database(monkeypatch, tmp_path)
    return Catalogue(pks=[image.pk for image in images], pair=pair.pk, curator=curator, program=program)


def one(pk: int) -> object:
    """Delete an image as its page on the desk does."""
    return Image(pk=pk).delete()


def several(pk: int) -> object:
    """Delete an image as the desk's list does, and commands."""
    return Image.objects.filter(pk=pk).delete()


def left() -> Left:
    """Return which images are left, how many rows of lists, and how many decisions, as another connection sees it."""

    def count() -> Left:
        images = list(Image.objects.order_by("pk").values_list("pk", flat=True))
        return images, Recommendation.objects.count(), CuratedPair.objects.count()

    with ThreadPoolExecutor(1) as threads:
        return cast("Left", threads.submit(closing, count).result())


@pytest.mark.parametrize("delete", [one, several])
def test_images_that_list_each_other_may_be_deleted_at_once(
    delete: Callable[[int], object], catalogue: Catalogue
) -> None:
    door, (first, second, third) = Door(), catalogue.pks
    deletions = (partial(delete, third), door.let_in, partial(delete, second))
    together(door, partial(atomically, *deletions), partial(delete, second))
    assert left() == ([first], 0, 0)


@pytest.mark.parametrize("delete", [one, several])
def test_an_image_may_be_deleted_while_it_loses_its_tags(delete: Callable[[int], object], catalogue: Catalogue) -> None:
    door, pk = Door(), catalogue.pks[0]
    image = Image.objects.get(pk=pk)
    edit = partial(atomically, image.save, door.let_in, image.tags.clear)
    together(door, edit, partial(delete, pk))
    assert left() == (catalogue.pks[1:], 2, 0)


def test_an_image_may_be_deleted_while_a_program_deletes_it(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, pk, note = Door(), catalogue.pks[0], journal.note_deleted

    def note_and_let_in(request: Any, image: Any) -> None:
        note(request, image)
        door.let_in()

    monkeypatch.setattr(journal, "note_deleted", note_and_let_in)
    answers: list[int] = []
    together(
        door,
        lambda: answers.append(catalogue.program.delete(f"/api/images/{pk}").status_code),
        partial(several, pk),
    )
    assert (answers, left()) == ([204], (catalogue.pks[1:], 2, 0))


def test_an_image_may_be_deleted_while_a_decision_on_it_is_edited(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, decide_as_ever = Door(), deciding.decide

    def let_in_and_decide(*said: Any) -> bool:
        door.let_in()
        return decide_as_ever(*said)

    monkeypatch.setattr(deciding, "decide", let_in_and_decide)
    page = reverse("admin:gallery_curatedpair_change", args=[catalogue.pair])
    answers: list[int] = []
    together(
        door,
        lambda: answers.append(catalogue.curator.post(page, {"kind": "pin", "both_ways": "on"}).status_code),
        partial(one, catalogue.pks[0]),
    )
    assert (answers, left()) == ([302], (catalogue.pks[1:], 2, 0))
