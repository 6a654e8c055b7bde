"""A curator deletes an image while a run writes lists that name it: one waits for the other, and nobody fails."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from gallery.models import Image
from recommender import runs, writing
from recommender.models import Embedding, Run
from recommender.seed.importing import import_lists
from tests.factories import make_image, recommend
from tests.fake_model import FakeModel
from tests.overlapping import Door, atomically, closing, overlap, share_database, together
from tests.recommender.catalogue import Rows, stored_rows
from tests.recommender.listed import write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """Three images with lists of each other, in a database that threads can share."""
    images = [make_image() for _ in range(3)]
    for image in images:
        recommend(image, *(other for other in images if other is not image))
        Embedding.objects.create(image=image, content_hash=image.content_hash, fingerprint="f" * 64, vector=b"")
    share_database(monkeypatch, tmp_path)
    return [image.pk for image in images]


def rows_now() -> Rows:
    """Return what is stored, as another connection sees it."""
    with ThreadPoolExecutor(1) as threads:
        return cast("Rows", threads.submit(closing, stored_rows).result())


@pytest.mark.parametrize("deletion_first", [False, True])
def test_lists_that_name_an_image_and_its_deletion_may_overlap(deletion_first: bool, pks: list[int]) -> None:
    one, two, lost = pks
    acts = [
        lambda: write({one: [(lost, 0.75), (two, 0.5)], lost: [(one, 0.5)], two: [(one, 0.5)]}, pks),
        lambda: Image.objects.get(pk=lost).delete(),
    ]
    overlap(*(acts[::-1] if deletion_first else acts))
    assert rows_now() == [(one, 2, two, 0.5), (two, 1, one, 0.5)]


@pytest.mark.parametrize("deletion_first", [False, True])
def test_lists_that_drop_an_image_and_its_deletion_may_overlap(deletion_first: bool, pks: list[int]) -> None:
    one, two, lost = pks
    acts = [
        lambda: write({one: [(two, 0.5)]}, [two]),
        lambda: Image.objects.filter(pk=lost).delete(),
    ]
    overlap(*(acts[::-1] if deletion_first else acts))
    assert rows_now() == [(one, 1, two, 0.5)]


@pytest.mark.parametrize("deletion_first", [False, True])
def test_lists_and_the_deletion_of_every_image_may_overlap(deletion_first: bool, pks: list[int]) -> None:
    lists = {pk: [(other, 0.5) for other in pks if other != pk] for pk in pks}
    acts = [lambda: write(lists), lambda: Image.objects.all().delete()]
    overlap(*(acts[::-1] if deletion_first else acts))
    assert rows_now() == []


def test_lists_that_drop_an_image_and_a_deletion_of_several_one_by_one_may_overlap(pks: list[int]) -> None:
    door, (dropped, owner, other) = Door(), pks
    delete_one, delete_another = (Image.objects.get(pk=pk).delete for pk in (dropped, owner))
    deletions = partial(atomically, delete_one, door.let_in, delete_another)
    together(door, deletions, lambda: write({owner: [(other, 0.5)]}))
    assert rows_now() == []


def test_a_deletion_that_begins_once_images_are_held_waits_without_holding_rows(
    pks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    door, execute = Door(), writing.execute

    def ajar(statement: str) -> None:
        if statement.startswith(writing.REMOVE):
            door.let_in()
        execute(statement)

    monkeypatch.setattr(writing, "execute", ajar)
    one, two, lost = pks
    work = partial(write, {one: [(two, 0.5)]}, pks)
    together(door, partial(atomically, work), lambda: Image.objects.get(pk=lost).delete())
    assert rows_now() == [(one, 1, two, 0.5)]


def test_a_run_that_begins_while_lists_are_imported_waits_until_they_are(pks: list[int]) -> None:
    names = dict(Image.objects.values_list("pk", "original_name"))
    lists = {names[pks[0]]: [(names[pks[1]], 0.25)]}
    door, seen = Door(), []
    work = (lambda: import_lists(lists, source=""), door.let_in, lambda: seen.append(Run.objects.exists()))
    together(door, partial(atomically, *work), lambda: runs.claim(FakeModel(), k=2))
    assert seen == [False]
    assert rows_now()[0] == (pks[0], 1, pks[1], 0.25)
