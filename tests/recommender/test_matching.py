"""compute_recommendations --matches: where the images of listed pairs match, only what is missing, and right."""

from __future__ import annotations

import numpy as np
import pytest

from gallery.models import Image, Match, Recommendation
from recommender import pipeline
from recommender.engine.encoder import Preprocessing
from recommender.models import UnreadableImage
from recommender.report import Matches, RunReport, Unreadable
from tests.fake_model import FakeModel, InvertedEncoder, LocatingEncoder
from tests.recommender import quartered
from tests.recommender.catalogue import damaged, stored_rows

pytestmark = pytest.mark.django_db

NO_GRID = "This model does not tell where in an image it sees what, so no matches were looked for."
MISSING = "the original is missing in the storage; replace the file at the desk"


@pytest.fixture
def model() -> FakeModel:
    """A model that tells where it saw what."""
    return quartered.locating()


def looked_into(model: FakeModel) -> int:
    assert isinstance(model.encoder, LocatingEncoder)
    return model.encoder.looked_into


def run_on(model: FakeModel, *, full: bool = False) -> Matches:
    """Do a run, hold its rows against those computed the slow way, and return what it did about them."""
    report = pipeline.run_once(model, k=1, matches=True, full=full)
    assert quartered.stored() == quartered.expected(model)
    return matches_of(report)


def matches_of(report: RunReport) -> Matches:
    assert report.matches is not None
    return report.matches


def test_both_sides_of_every_listed_pair_get_a_row_spares_included(model: FakeModel) -> None:
    quartered.fill(count=7)
    done = run_on(model)
    assert Recommendation.objects.count() == 7 * 5
    assert 7 * 5 < Match.objects.count() <= 7 * 6
    assert done == Matches(written=Match.objects.count(), removed=0)


def test_a_row_shows_the_cells_that_are_alike(model: FakeModel) -> None:
    one = quartered.upload("white", "black", "black", "black")
    other = quartered.upload("white", "navy", "green", "black")
    run_on(model)
    cells = Match.objects.get(image_id=one.pk, other_id=other.pk).cells
    assert [255 * (cell > 200) for cell in bytes(cells)] == [255, 0, 0, 0]


def test_without_the_wish_there_are_no_rows_and_those_there_are_stay(model: FakeModel) -> None:
    quartered.fill(count=3)
    assert (pipeline.run_once(model, k=1).matches, Match.objects.count()) == (None, 0)
    run_on(model)
    Image.objects.latest("pk").delete()
    pipeline.run_once(model, k=1)
    assert Match.objects.count() == 6


def test_a_run_with_nothing_to_do_writes_and_reads_nothing_and_loads_no_model(model: FakeModel) -> None:
    quartered.fill(count=5)
    run_on(model)
    numbers, seen = list(Match.objects.order_by("pk").values_list("pk", flat=True)), looked_into(model)
    assert run_on(model) == Matches(written=0, removed=0)
    assert list(Match.objects.order_by("pk").values_list("pk", flat=True)) == numbers
    assert (model.loads, looked_into(model)) == (1, seen)


def test_rows_of_lists_that_were_published_without_them_are_made_by_the_next_run_that_is_asked(
    model: FakeModel,
) -> None:
    quartered.fill(count=5)
    pipeline.run_once(model, k=1)
    assert (run_on(model).written, model.loads, looked_into(model)) == (20, 2, 5)


def test_after_an_upload_only_its_pairs_are_looked_into(model: FakeModel) -> None:
    quartered.fill(count=4)
    run_on(model)
    quartered.upload("red", "red", "teal", "pink")
    assert run_on(model) == Matches(written=8, removed=0)


def test_after_a_deletion_its_rows_go_and_nothing_is_read(model: FakeModel) -> None:
    images = quartered.fill(count=5)
    run_on(model)
    images[1].delete()
    seen = looked_into(model)
    assert run_on(model) == Matches(written=0, removed=8)
    assert looked_into(model) == seen


def test_a_replaced_file_makes_the_rows_of_its_pairs_void_and_new(model: FakeModel) -> None:
    images = quartered.fill(count=4)
    run_on(model)
    quartered.replace(images[0], "white", "white", "black", "tan")
    kept = Match.objects.exclude(image_id=images[0].pk).exclude(other_id=images[0].pk).in_bulk()
    assert run_on(model) == Matches(written=6, removed=0)
    assert len(kept) == 6 and kept == Match.objects.in_bulk(list(kept))  # noqa: PT018


def test_what_is_hidden_from_visitors_has_no_rows_until_it_is_shown_again(model: FakeModel) -> None:
    images = quartered.fill(count=4)
    run_on(model)
    Image.objects.filter(pk=images[2].pk).update(published=False)
    assert run_on(model) == Matches(written=0, removed=6)
    Image.objects.filter(pk=images[2].pk).update(published=True)
    assert run_on(model) == Matches(written=6, removed=0)


def test_another_model_makes_every_row_anew(model: FakeModel) -> None:
    quartered.fill(count=4)
    run_on(model)
    assert run_on(quartered.locating(name="other", fingerprint="b" * 64)) == Matches(written=12, removed=0)


def test_with_full_every_row_is_written_anew(model: FakeModel) -> None:
    quartered.fill(count=4)
    run_on(model)
    Match.objects.update(cells=b"\0\0\0\0")
    assert run_on(model, full=True) == Matches(written=12, removed=0)


def test_the_lists_are_the_same_with_and_without(model: FakeModel) -> None:
    quartered.fill(count=6)
    pipeline.run_once(model, k=2)
    before = stored_rows()
    report = pipeline.run_once(model, k=2, matches=True)
    assert (stored_rows(), report.lists_changed, report.rows_written) == (before, 0, 0)


def test_what_was_seen_is_told_by_the_short_side(model: FakeModel) -> None:
    model.preprocessing = Preprocessing(resize=20, crop=16)
    quartered.fill(count=2)
    pipeline.run_once(model, k=1, matches=True)
    assert set(Match.objects.values_list("seen", flat=True)) == {0.8}


def test_a_model_that_has_no_grid_says_so_in_a_sentence() -> None:
    images = quartered.fill(count=3)
    report = pipeline.run_once(FakeModel(), k=1, matches=True)
    assert matches_of(report) == Matches(written=0, removed=0, remark=NO_GRID)
    assert len(stored_rows()) == 2 * len(images)


def test_rows_of_a_model_before_are_removed_with_their_lists_even_then(model: FakeModel) -> None:
    quartered.fill(count=7)
    written = run_on(model).written or 0
    pipeline.run_once(FakeModel(name="other", fingerprint="b" * 64, encoder=InvertedEncoder()), k=1, matches=True)
    pairs = quartered.expected(model).keys()
    assert {(row.image_id, row.other_id) for row in Match.objects.all()} == quartered.stored().keys() & pairs
    assert Match.objects.count() < written


def test_an_image_that_cannot_be_read_any_more_is_named_and_passed_over(model: FakeModel) -> None:
    images = quartered.fill(count=3)
    pipeline.run_once(model, k=1)
    with damaged(images[0], None):
        done = matches_of(pipeline.run_once(model, k=1, matches=True))
    assert done == Matches(written=4, removed=0, unreadable=(Unreadable(name=images[0].original_name, reason=MISSING),))
    assert {row.image_id for row in Match.objects.all()} == {image.pk for image in images[1:]}
    assert (UnreadableImage.objects.count(), run_on(model).written) == (0, 2)


def test_an_image_of_which_the_model_now_says_no_numbers_is_named(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = quartered.fill(count=2)
    pipeline.run_once(model, k=1)
    grids = LocatingEncoder().grids

    def speechless(encoder: object, pixels: object) -> object:
        said = grids(pixels)  # type: ignore[arg-type]
        said[0] = np.nan
        return said

    monkeypatch.setattr(LocatingEncoder, "grids", speechless)
    done = matches_of(pipeline.run_once(model, k=1, matches=True))
    reason = "its features are not finite numbers, or all zero"
    assert (done.written, done.unreadable) == (1, (Unreadable(name=images[0].original_name, reason=reason),))


def test_a_catalogue_with_one_image_or_none_has_no_rows(model: FakeModel) -> None:
    assert run_on(model) == Matches(written=0, removed=0)
    quartered.upload("red", "tan", "red", "tan")
    assert run_on(model) == Matches(written=0, removed=0)
