"""Lists of another program become rows of the images that the catalogue has, marked, in one transaction."""

from __future__ import annotations

import os
import socket

import pytest
from django.db import connection

from gallery.models import Image, ImportedList, Recommendation
from recommender.exceptions import AnotherRunAtWork
from recommender.models import Run
from recommender.seed import importing
from recommender.seed.importing import NOBODY_LEFT, NOT_THERE, Matched, import_lists
from tests.factories import make_image, recommend
from tests.recommender.catalogue import Rows, everything_stored, stored_list, stored_rows

pytestmark = pytest.mark.django_db

NO_PROCESS = 2**22 + 1
"""Larger than any process number of Linux."""


@pytest.fixture
def images() -> list[Image]:
    """Images called a, b, c and d."""
    return [make_image(original_name=name) for name in "abcd"]


def take(**lists: list[tuple[str, float]]) -> Matched:
    return import_lists(lists, source="names.pkl, values.pkl")


def marked() -> list[int]:
    return list(ImportedList.objects.order_by("pk").values_list("pk", flat=True))


def running(*, host: str, pid: int) -> Run:
    return Run.objects.create(host=host, pid=pid, weights="fake", fingerprint="f" * 64, k=2)


def test_lists_become_rows_in_their_order_with_their_values(images: list[Image]) -> None:
    a, b, c, _ = (image.pk for image in images)
    take(b=[("c", 0.75), ("a", 0.5)], a=[("c", 1.0)])
    assert stored_rows() == [(a, 1, c, 1.0), (b, 1, c, 0.75), (b, 2, a, 0.5)]


def test_each_imported_list_is_marked_with_its_source_and_no_other(images: list[Image]) -> None:
    recommend(images[2], images[3])
    take(a=[("b", 0.5)])
    (mark,) = ImportedList.objects.all()
    assert (mark.image, mark.source) == (images[0], "names.pkl, values.pkl")


@pytest.mark.parametrize("place", range(3))
def test_an_image_is_left_out_of_its_own_list_at_whatever_place(images: list[Image], place: int) -> None:
    listed = [("b", 1.0), ("c", 1.0)]
    take(a=[*listed[:place], ("a", 1.0), *listed[place:]])
    assert stored_list(images[0]) == [images[1].pk, images[2].pk]


def test_another_image_that_is_as_similar_as_itself_stays(images: list[Image]) -> None:
    take(a=[("b", 1.0), ("a", 1.0)])
    assert stored_rows() == [(images[0].pk, 1, images[1].pk, 1.0)]


def test_an_imported_list_takes_the_place_of_the_stored_one_and_the_others_stay(images: list[Image]) -> None:
    recommend(images[0], images[3], images[2], images[1])
    recommend(images[1], images[0])
    take(a=[("b", 0.5)])
    assert (stored_list(images[0]), stored_list(images[1])) == ([images[1].pk], [images[0].pk])


def test_a_second_import_takes_the_place_of_the_first(images: list[Image]) -> None:
    take(a=[("b", 0.5)], b=[("c", 0.5)])
    import_lists({"a": [("c", 0.25)]}, source="others.pkl")
    assert (stored_list(images[0]), stored_list(images[1])) == ([images[2].pk], [images[2].pk])
    sources = dict(ImportedList.objects.values_list("image_id", "source"))
    assert sources == {images[0].pk: "others.pkl", images[1].pk: "names.pkl, values.pkl"}


def test_names_that_the_catalogue_does_not_know_are_counted_and_named(images: list[Image]) -> None:
    matched = take(a=[("x", 0.9), ("b", 0.5), ("y", 0.4), ("c", 0.3)], x=[("a", 0.9)])
    assert matched.skipped == {"x": NOT_THERE, "y": NOT_THERE}
    assert (len(matched.lists), matched.rows, matched.entries_skipped) == (1, 2, 2)
    assert [(rank, other) for _, rank, other, _ in stored_rows()] == [(1, images[1].pk), (2, images[2].pk)]


def test_a_name_that_two_images_have_is_skipped(images: list[Image]) -> None:
    make_image(original_name="b")
    matched = take(a=[("b", 0.9), ("c", 0.5)], b=[("a", 0.9)])
    assert matched.skipped == {"b": "2 published images were uploaded under this name"}
    assert stored_rows() == [(images[0].pk, 1, images[2].pk, 0.5)]


def test_of_two_images_of_a_name_one_may_be_a_draft(images: list[Image]) -> None:
    make_image(original_name="b", published=False)
    take(a=[("b", 0.9)])
    assert stored_list(images[0]) == [images[1].pk]


def test_drafts_neither_have_nor_are_in_lists(images: list[Image]) -> None:
    Image.objects.filter(original_name="b").update(published=False)
    assert take(a=[("b", 0.9), ("c", 0.5)], b=[("a", 0.9)]).skipped == {"b": NOT_THERE}
    assert stored_rows() == [(images[0].pk, 1, images[2].pk, 0.5)]


def test_an_image_of_whose_list_nobody_is_left_keeps_its_own(images: list[Image]) -> None:
    recommend(images[0], images[3])
    matched = take(a=[("a", 1.0), ("x", 0.9)])
    assert matched.skipped == {"a": NOBODY_LEFT, "x": NOT_THERE}
    assert (stored_list(images[0]), marked()) == ([images[3].pk], [])


def test_a_dry_run_writes_nothing_and_says_the_same(images: list[Image]) -> None:
    running(host="elsewhere", pid=1)
    lists = {"a": [("a", 1.0), ("b", 0.5)], "x": [("b", 0.5)]}
    before = everything_stored()
    foreseen = import_lists(lists, source="", dry_run=True)
    assert everything_stored() == before
    Run.objects.all().delete()
    assert foreseen.as_json() == {**import_lists(lists, source="").as_json(), "dry_run": True}


def test_while_a_run_is_at_work_nothing_is_imported(images: list[Image]) -> None:
    running(host="elsewhere", pid=77)
    before = everything_stored()
    with pytest.raises(AnotherRunAtWork, match="Another run is at work on elsewhere, process 77, since "):
        take(a=[("b", 0.5)])
    assert everything_stored() == before


def test_a_run_that_died_is_set_aside(images: list[Image]) -> None:
    dead = running(host=socket.gethostname(), pid=NO_PROCESS)
    take(a=[("b", 0.5)])
    assert (list(Run.objects.values_list("pk", "status")), len(marked())) == ([(dead.pk, "abandoned")], 1)


def test_a_run_is_kept_away_while_rows_are_written_and_nothing_of_that_stays(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    mark = importing.mark

    def look_and_mark(images: dict[int, object], source: str) -> None:
        seen.extend(Run.objects.values_list("status", "pid"))
        mark(images, source)

    monkeypatch.setattr(importing, "mark", look_and_mark)
    take(a=[("b", 0.5)])
    assert (seen, Run.objects.count()) == ([("running", os.getpid())], 0)


def test_an_import_that_dies_leaves_the_old_lists_and_keeps_no_run_away(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend(images[0], images[3])
    before = everything_stored()

    def fail(*_: object) -> None:
        assert stored_list(images[0]) == [images[1].pk]
        raise OSError("the disk is full")

    monkeypatch.setattr(importing, "mark", fail)
    with pytest.raises(OSError, match="the disk is full"):
        take(a=[("b", 0.5)])
    assert everything_stored() == before


def test_what_is_deleted_meanwhile_gets_neither_rows_nor_a_mark(
    images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, c, _ = images
    rows_of = importing.rows_of

    def delete_first(lists: dict[int, list[tuple[int, float]]]) -> object:
        Image.objects.filter(pk=b.pk).delete()
        return rows_of(lists)

    monkeypatch.setattr(importing, "rows_of", delete_first)
    take(a=[("b", 0.9), ("c", 0.5)], b=[("a", 0.9)])
    connection.check_constraints()
    assert (stored_list(a), marked(), Recommendation.objects.filter(image=c).count()) == ([c.pk], [a.pk], 0)


def test_many_lists_are_imported_at_once() -> None:
    names = [f"{number}.png" for number in range(60)]
    pks = {name: make_image(original_name=name).pk for name in names}
    lists = {name: [(other, 1 - rank / 100) for rank, other in enumerate(names)] for name in names}
    matched = import_lists(lists, source="")
    expected: Rows = [
        (pks[name], rank, pks[other], value)
        for name in names
        for rank, (other, value) in enumerate((each for each in lists[name] if each[0] != name), start=1)
    ]
    assert (matched.rows, stored_rows(), len(marked())) == (60 * 59, expected, 60)
