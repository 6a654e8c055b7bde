"""Uploads, replacements and deletions go on while a run is at work; it leaves out what is no longer so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gallery.models import Image
from recommender import comparing, pipeline
from recommender.models import Embedding, UnreadableImage
from recommender.report import RunReport
from tests.factories import upload_image
from tests.fake_model import FakeModel, InterruptedEncoder
from tests.recommender.catalogue import damaged, fill, replace_file, rows_from_scratch, stored_list, stored_rows

pytestmark = pytest.mark.django_db


def run_while(meanwhile: Callable[[], object]) -> RunReport:
    """Do a run during whose embedding something happens."""
    return pipeline.run_once(FakeModel(encoder=InterruptedEncoder(meanwhile=meanwhile)), k=2)


def test_an_image_deleted_while_it_is_embedded_is_simply_absent() -> None:
    images = fill(count=4)
    report = run_while(Image.objects.filter(pk=images[1].pk).delete)
    assert (report.images, report.unreadable, Embedding.objects.count()) == (3, (), 3)
    assert stored_list(images[0]) and images[1].pk not in {row[2] for row in stored_rows()}  # noqa: PT018


def test_an_image_replaced_while_it_is_embedded_is_absent_until_the_next_run(model: FakeModel) -> None:
    images = fill(count=4)
    run_while(lambda: replace_file(images[1], colour="cyan"))
    assert stored_list(images[1]) == []
    assert pipeline.run_once(model, k=2).embedded == 1
    assert stored_rows() == rows_from_scratch(k=2, encoder=model.encoder, preprocessing=model.preprocessing)


def test_an_unreadable_image_deleted_meanwhile_leaves_no_reason_behind() -> None:
    _, lost = fill(count=2)
    with damaged(lost):
        run_while(Image.objects.filter(pk=lost.pk).delete)
    assert UnreadableImage.objects.count() == 0


def test_an_image_uploaded_meanwhile_waits_for_the_next_run(model: FakeModel) -> None:
    fill(count=2)
    assert run_while(lambda: upload_image(colour="cyan")).embedded == 2
    assert pipeline.run_once(model, k=2).embedded == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_an_image_gone_between_comparing_and_publishing_is_in_no_list(
    hidden: bool, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = fill(count=4)
    pipeline.run_once(model, k=2)
    remaining = [[pk for pk in stored_list(image) if pk != images[1].pk] for image in images]
    compare = comparing.compare

    def compare_then_lose(*args: object, **options: object) -> object:
        compared = compare(*args, **options)  # type: ignore[arg-type]
        lost = Image.objects.filter(pk=images[1].pk)
        _ = lost.update(published=False) if hidden else lost.delete()
        return compared

    monkeypatch.setattr(comparing, "compare", compare_then_lose)
    pipeline.run_once(model, k=2)
    assert [stored_list(image) for image in images] == [remaining[0], [], remaining[2], remaining[3]]
