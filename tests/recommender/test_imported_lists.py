"""Lists that were imported are replaced by the next run, whatever else has changed; then the rows are a full run's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gallery.models import Image, ImportedList, Publication
from recommender import pipeline, publish
from recommender.differing import difference_to
from recommender.report import RunReport
from recommender.seed.importing import import_lists
from tests.factories import make_image, upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import compared, damaged, fill, last_run, rows_from_scratch, stored_rows

pytestmark = pytest.mark.django_db


def import_nonsense(*, similarity: float = 0.25) -> None:
    """Have every image but the last recommend all others, in an order that no run would find."""
    names = list(Image.objects.order_by("-pk").values_list("original_name", flat=True))
    lists = {name: [(other, similarity) for other in names] for name in names[1:]}
    assert len(import_lists(lists, source="names.pkl, values.pkl").lists) == len(names) - 1


def run_on(model: FakeModel, *, full: bool = False) -> RunReport:
    """Do a run, and hold what it leaves against a full computation."""
    report = pipeline.run_once(model, k=2, full=full)
    assert stored_rows() == rows_from_scratch(k=2, encoder=FakeModel().encoder, preprocessing=model.preprocessing)
    assert not ImportedList.objects.exists()
    return report


def test_a_first_run_replaces_imported_lists(model: FakeModel) -> None:
    fill(count=6)
    import_nonsense()
    assert not Publication.objects.exists()
    assert run_on(model).lists_changed == 6


@pytest.mark.parametrize("full", [False, True])
def test_the_next_run_replaces_imported_lists_though_nothing_else_changed(model: FakeModel, *, full: bool) -> None:
    fill(count=6)
    run_on(model)
    import_nonsense()
    report = run_on(model, full=full)
    assert (report.embedded, report.lists_changed) == ((6, 6) if full else (0, 5))


@pytest.mark.parametrize(
    "change",
    [
        lambda _: upload_image(colour="white"),
        lambda images: images[2].delete(),
        lambda images: Image.objects.filter(pk=images[2].pk).update(published=False),
        lambda images: (images[0].delete(), upload_image(colour="plum")),
    ],
    ids=["an upload", "a deletion", "taken back", "both"],
)
def test_the_next_run_replaces_imported_lists_with_what_else_changed(
    model: FakeModel, change: Callable[[list[Image]], object]
) -> None:
    images = fill(count=8)
    run_on(model)
    import_nonsense()
    change(images)
    run_on(model)


def test_another_model_replaces_them_too(model: FakeModel) -> None:
    fill(count=6)
    run_on(model)
    import_nonsense()
    run_on(FakeModel(name="other", fingerprint="b" * 64))


def test_an_imported_list_that_adds_up_to_the_same_is_found_by_its_mark() -> None:
    for pk in (901, 902, 903, 904):
        make_image(pk=pk, original_name=str(pk))
    lists = compared({901: [(902, 0.5), (904, 0.5), (903, 0.5)]}).lists
    unsuspected = replace(lists, suspects=np.zeros(1, np.bool_))
    import_lists({"901": [("903", 0.5), ("902", 0.5), ("904", 0.5)]}, source="")  # 903 + 2 * 902 + 3 * 904 is the same
    assert difference_to(unsuspected).lists_changed == 1
    ImportedList.objects.all().delete()
    assert difference_to(unsuspected).lists_changed == 0


def test_an_imported_list_that_is_right_loses_its_mark_alone(model: FakeModel) -> None:
    fill(count=6)
    run_on(model)
    names = dict(Image.objects.values_list("pk", "original_name"))
    lists: dict[str, list[tuple[str, float]]] = {name: [] for name in names.values()}
    for pk, _, other, similarity in stored_rows():
        lists[names[pk]].append((names[other], similarity))
    import_lists(lists, source="")
    assert ImportedList.objects.count() == 6
    assert run_on(model).rows_written == 0


def test_a_dry_run_foresees_it_and_leaves_the_marks(model: FakeModel) -> None:
    fill(count=6)
    run_on(model)
    import_nonsense()
    foreseen = pipeline.run_once(model, k=2, dry_run=True)
    assert (foreseen.lists_changed, ImportedList.objects.count()) == (5, 5)
    done = run_on(model)
    assert (done.lists_changed, done.rows_written) == (foreseen.lists_changed, foreseen.rows_written)


def test_a_run_that_fails_while_publishing_leaves_lists_and_marks(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(count=6)
    import_nonsense()
    before = stored_rows()

    def fail(*_: object, **__: object) -> None:
        assert not ImportedList.objects.exists()
        raise OSError("the disk is full")

    monkeypatch.setattr(publish, "describe", fail)
    with pytest.raises(OSError, match="the disk is full"):
        pipeline.run_once(model, k=2)
    assert (stored_rows(), ImportedList.objects.count()) == (before, 5)


def test_an_image_that_the_run_cannot_read_loses_its_imported_list_and_mark(model: FakeModel) -> None:
    images = fill(count=6)
    import_nonsense()
    with damaged(images[0]):
        pipeline.run_once(model, k=2)
    assert images[0].pk not in {pk for image, _, other, _ in stored_rows() for pk in (image, other)}
    assert not ImportedList.objects.exists()


def test_what_was_shown_and_imported_counts_as_shown_before(model: FakeModel) -> None:
    fill(count=6)
    run_on(model)
    import_nonsense()
    run_on(model)
    assert 0 < (last_run().overlap or 0) < 1
