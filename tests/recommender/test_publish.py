"""Only lists that differ are written, and pages are told only what is new."""

from __future__ import annotations

import pytest

from gallery.models import Image, Publication, Recommendation
from recommender import arrays, pipeline
from recommender.engine.scale import Scale
from tests.factories import make_image, recommend
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, last_run, stored_rows
from tests.recommender.publishing import SCALE, publish_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def images() -> list[Image]:
    return [make_image() for _ in range(4)]


def numbers_of_rows(image: Image) -> set[int]:
    return set(Recommendation.objects.filter(image=image).values_list("pk", flat=True))


def test_lists_become_rows_ranked_from_one(images: list[Image]) -> None:
    one, two, three, _ = (image.pk for image in images)
    difference = publish_lists({one: [(three, 0.75), (two, 0.5)]})
    assert stored_rows() == [(one, 1, three, 0.75), (one, 2, two, 0.5)]
    assert (difference.lists_changed, difference.rows_written) == (1, 2)


def test_a_list_that_is_the_same_is_left_alone(images: list[Image]) -> None:
    one, two, three, _ = (image.pk for image in images)
    publish_lists({one: [(two, 0.5)], two: [(one, 0.5)]})
    kept = numbers_of_rows(images[1])
    difference = publish_lists({one: [(three, 0.75)], two: [(one, 0.5)]})
    assert (difference.lists_changed, difference.rows_written, numbers_of_rows(images[1])) == (1, 1, kept)


@pytest.mark.parametrize("similarity", [0.5000000001, 0.4])
def test_a_list_in_which_only_a_similarity_differs_is_written(similarity: float, images: list[Image]) -> None:
    one, two, *_ = (image.pk for image in images)
    publish_lists({one: [(two, 0.5)]})
    assert publish_lists({one: [(two, similarity)]}).rows_written == 1
    assert stored_rows() == [(one, 1, two, similarity)]


def test_a_list_in_another_order_is_written(images: list[Image]) -> None:
    one, two, three, _ = (image.pk for image in images)
    publish_lists({one: [(two, 0.5), (three, 0.5)]})
    assert publish_lists({one: [(three, 0.5), (two, 0.5)]}).rows_written == 2


def test_a_list_in_another_order_is_written_even_where_its_sums_are_the_same(images: list[Image]) -> None:
    one, two, three, four = (image.pk for image in images)
    publish_lists({one: [(three, 0.5), (two, 0.5), (four, 0.5)]})
    assert publish_lists({one: [(two, 0.5), (four, 0.5), (three, 0.5)]}).rows_written == 3


def test_a_list_out_of_which_a_deletion_took_a_row_is_ranked_from_one_again(images: list[Image]) -> None:
    one, two, three, _ = (image.pk for image in images)
    publish_lists({one: [(three, 0.75), (two, 0.5)]})
    images[2].delete()
    assert publish_lists({one: [(two, 0.5)]}).lists_changed == 1
    assert stored_rows() == [(one, 1, two, 0.5)]


def test_a_list_that_lacks_only_what_visitors_may_not_see_is_left_alone(images: list[Image]) -> None:
    one, two, three, _ = (image.pk for image in images)
    Image.objects.filter(pk=two).update(published=False)
    written = [publish_lists({one: [(two, 0.75), (three, 0.5)]}).rows_written for _ in range(2)]
    assert (written, stored_rows()) == ([1, 0], [(one, 1, three, 0.5)])


def test_a_list_nobody_has_any_more_is_removed_and_counted(images: list[Image]) -> None:
    recommend(images[0], images[1], images[2])
    difference = publish_lists({})
    assert (difference.lists_changed, difference.rows_written, stored_rows()) == (1, 0, [])


def test_many_lists_take_many_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "ROWS_AT_ONCE", 3)
    pks = [make_image().pk for _ in range(7)]
    for similarity in (0.5, 0.75):
        lists = {pk: [(other, similarity) for other in pks if other != pk] for pk in pks}
        assert publish_lists(lists).rows_written == 42
        assert stored_rows() == [
            (pk, rank, *row) for pk, listed in lists.items() for rank, row in enumerate(listed, start=1)
        ]


def test_pages_are_told_how_many_to_show_and_what_similarities_mean(images: list[Image]) -> None:
    publish_lists({}, k=3)
    told = Publication.objects.values_list("shown", "alike_from", "very_alike_from", "nearly_same_from", "fingerprint")
    assert told.get(pk=1) == (3, 0.5, 0.7, 0.9, "f" * 64)
    assert Publication.objects.get().published_at == last_run().started_at


@pytest.mark.parametrize("scale", [SCALE, Scale(percentiles={})], ids=["with words", "without words"])
def test_what_pages_know_already_is_not_written_again(scale: Scale) -> None:
    publish_lists({}, scale=scale)
    before = Publication.objects.values().get()
    publish_lists({}, scale=scale)
    assert Publication.objects.values().get() == before


@pytest.mark.parametrize("word", ["alike_from", "very_alike_from", "nearly_same_from"])
def test_words_that_mean_something_else_now_are_written(word: str) -> None:
    publish_lists({}, scale=Scale(percentiles={}))
    publish_lists({}, scale=Scale(percentiles={}, **{word: 0.3}))
    assert getattr(Publication.objects.get(), word) == 0.3


def test_a_run_with_nothing_to_do_leaves_what_pages_know_untouched(model: FakeModel) -> None:
    fill(count=12)
    pipeline.run_once(model, k=2)
    before = Publication.objects.values().get()
    pipeline.run_once(model, k=2)
    assert Publication.objects.values().get() == before
