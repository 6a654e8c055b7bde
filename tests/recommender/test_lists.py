"""How long lists are, and what stands in them at the edges."""

from __future__ import annotations

import pytest

from gallery.models import Publication, Recommendation
from gallery.recommendations import shown_for
from recommender import conf, pipeline
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, stored_list, stored_rows

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("k", "spares"), [(1, 4), (8, 4), (9, 4), (20, 10)])
def test_half_as_many_spares_as_are_shown_are_stored_and_four_at_least(k: int, spares: int) -> None:
    assert conf.spares_for(k) == spares


@pytest.mark.parametrize(("k", "reserve"), [(1, 5), (8, 12), (33, 49), (34, 50), (1000, 50)])
def test_as_many_again_are_remembered_but_no_more_than_fifty(k: int, reserve: int) -> None:
    assert conf.reserve_for(k) == reserve


def test_a_list_holds_k_and_spares_and_pages_show_k(model: FakeModel) -> None:
    images = fill(count=12)
    pipeline.run_once(model, k=3)
    assert [len(stored_list(image)) for image in images] == [7] * 12
    assert [len(shown_for(image)) for image in images] == [3] * 12


def test_a_deletion_moves_a_spare_up_without_a_run(model: FakeModel) -> None:
    images = fill(count=12)
    pipeline.run_once(model, k=3)
    first, *rest = shown_for(images[0])
    first.image.delete()
    now = shown_for(images[0])
    assert ([shown.image for shown in now[:2]], len(now)) == ([shown.image for shown in rest], 3)


def test_another_k_changes_what_pages_show(model: FakeModel) -> None:
    images = fill(count=12)
    for k in (3, 6, 2):
        pipeline.run_once(model, k=k)
        assert (len(shown_for(images[0])), len(stored_list(images[0]))) == (k, k + 4)


def test_identical_pictures_recommend_each_other_first_by_number_with_a_similarity_of_one(model: FakeModel) -> None:
    twins = [upload_image(colour="red", compress_level=level) for level in (0, 1, 9)]
    fill(count=6)[0].delete()
    pipeline.run_once(model, k=2)
    one, two, three = (twin.pk for twin in twins)
    assert [stored_list(twin)[:2] for twin in twins] == [[two, three], [one, three], [one, two]]
    assert {row[3] for row in stored_rows() if {row[0], row[2]} <= {one, two, three}} == {1.0}


def test_images_that_are_all_the_same_are_no_trouble(model: FakeModel) -> None:
    images = [upload_image(colour="red", size=(30 + number, 30)) for number in range(14)]
    pipeline.run_once(model, k=2)
    assert stored_list(images[13]) == [image.pk for image in images[:6]]
    assert Publication.objects.get().nearly_same_from == 1.0


@pytest.mark.parametrize(("count", "rows"), [(0, 0), (1, 0), (2, 2), (3, 6)])
def test_a_catalogue_smaller_than_k_gets_what_there_is(count: int, rows: int, model: FakeModel) -> None:
    fill(count=count)
    report = pipeline.run_once(model, k=8)
    assert (report.images, report.rows_written, Recommendation.objects.count()) == (count, rows, rows)


def test_a_catalogue_that_was_emptied_has_no_rows(model: FakeModel) -> None:
    images = fill(count=3)
    pipeline.run_once(model, k=2)
    for image in images:
        image.delete()
    pipeline.run_once(model, k=2)
    assert stored_rows() == []


@pytest.mark.parametrize("k", [0, -1])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_k_below_one_is_refused(k: int, dry_run: bool, model: FakeModel) -> None:
    with pytest.raises(ValueError, match=rf"^k must be at least 1, got {k}$"):
        pipeline.run_once(model, k=k, dry_run=dry_run)


def test_words_for_similarities_come_with_twelve_images(model: FakeModel) -> None:
    fill(count=11)
    pipeline.run_once(model, k=2)
    assert Publication.objects.get().alike_from is None
    upload_image(colour="plum")
    pipeline.run_once(model, k=2)
    assert Publication.objects.get().alike_from is not None
