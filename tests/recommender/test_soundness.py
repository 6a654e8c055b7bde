"""Lists, vectors and maps that are not as a run left them are named; what only waits for a run is not."""

from __future__ import annotations

import os

import pytest
from django.utils import timezone

from gallery.models import Image, ImportedList, Match, Publication, Recommendation
from gallery.soundness.findings import Finding, Look
from recommender import apps, forgetting, pipeline, runs, soundness
from recommender.models import Embedding, Ranking, Run
from tests.factories import make_image, recommend, upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, replace_file

pytestmark = pytest.mark.django_db

RUN = "; run manage.py compute_recommendations."


@pytest.fixture
def images(model: FakeModel) -> list[Image]:
    """Eight images with lists of two and four spares."""
    found = fill(count=8)
    pipeline.run_once(model, k=2)
    return found


def look(*, fast: bool = False) -> list[Finding]:
    return list(soundness.check(Look(fast=fast, using="default")))


def sentences(*, fast: bool = False) -> list[str]:
    return [finding.sentence for finding in look(fast=fast)]


def list_of(image: Image) -> list[Recommendation]:
    return list(image.recommendations.order_by("rank"))


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("fast", [True, False])
def test_nothing_is_wrong_after_a_run(*, fast: bool) -> None:
    assert Recommendation.objects.count() == 8 * 6
    assert look(fast=fast) == []


def test_nothing_is_wrong_before_the_first_run() -> None:
    fill(count=2)
    assert look() == []


@pytest.mark.parametrize("place", [0, 2, 5])
def test_a_row_that_is_missing_is_named_wherever_it_stood(images: list[Image], place: int, model: FakeModel) -> None:
    row = list_of(images[3])[place]
    row.delete()
    said = f"The list of #{images[3].pk} is not what the last run left: #{row.recommended_id} is missing{RUN}"
    assert look(fast=True) == [Finding(kind="list", image=images[3].pk, sentence=said)]
    pipeline.run_once(model, k=2)
    assert look() == []


def test_ranks_that_are_left_out_are_named(images: list[Image]) -> None:
    images[3].recommendations.filter(rank=6).update(rank=9)
    said = "3 ranks are left out, and 0 of its images are gone"
    assert sentences() == [f"The list of #{images[3].pk} is not what the last run left: {said}{RUN}"]


def test_another_order_is_named(images: list[Image]) -> None:
    images[3].recommendations.filter(rank=1).update(rank=9)
    images[3].recommendations.filter(rank=2).update(rank=1)
    images[3].recommendations.filter(rank=9).update(rank=2)
    assert sentences() == [f"The list of #{images[3].pk} is not what the last run left: its order is another{RUN}"]


def test_somebody_whom_no_run_put_there_is_named(images: list[Image]) -> None:
    stranger = make_image()
    images[3].recommendations.filter(rank=6).update(recommended=stranger)
    said = f"#{stranger.pk} was not put there by a run"
    assert sentences() == [f"The list of #{images[3].pk} is not what the last run left: {said}{RUN}"]


def test_a_list_that_is_lost_is_named(images: list[Image]) -> None:
    first = list_of(images[3])[0].recommended_id
    images[3].recommendations.all().delete()
    assert sentences() == [f"The list of #{images[3].pk} is not what the last run left: #{first} is missing{RUN}"]


def test_a_list_that_is_lost_with_all_that_was_remembered_is_named(images: list[Image], model: FakeModel) -> None:
    images[3].recommendations.all().delete()
    Ranking.objects.filter(image_id=images[3].pk).delete()
    assert sentences() == [f"#{images[3].pk} was compared and has no list{RUN}"]
    pipeline.run_once(model, k=2)
    assert look() == []


def test_what_was_remembered_and_is_cut_off_is_named_until_it_is_mended(images: list[Image], model: FakeModel) -> None:
    Ranking.objects.filter(image_id=images[3].pk).update(pairs=b"cut")
    said = "what was remembered of it is cut off; run manage.py compute_recommendations --full."
    assert sentences() == [f"The list of #{images[3].pk} is not what the last run left: {said}"]
    pipeline.run_once(model, k=2, full=True)
    assert look() == []


def test_lists_without_what_they_mean_are_named_until_it_is_mended(images: list[Image], model: FakeModel) -> None:
    Publication.objects.all().delete()
    assert sentences() == [f"There are lists, but nothing says how many to show and what their similarities mean{RUN}"]
    pipeline.run_once(model, k=2)
    assert look() == []


@pytest.mark.parametrize("vector", [b"cut", bytes(1024), b"\xff" * 1024], ids=["cut", "zero", "no numbers"])
def test_a_damaged_vector_is_named_until_it_is_mended(images: list[Image], vector: bytes, model: FakeModel) -> None:
    Embedding.objects.filter(image=images[3]).update(vector=vector)
    said = (
        f"A vector of #{images[3].pk} is damaged; choose “Compute the recommendations anew” for it at the desk, "
        "or run manage.py compute_recommendations --full."
    )
    assert look() == [Finding(kind="vector", image=images[3].pk, sentence=said)]
    assert look(fast=True) == (look() if vector == b"cut" else [])
    forgetting.forget([images[3].pk])
    pipeline.run_once(model, k=2)
    assert look() == []


def test_a_map_that_is_cut_off_is_named(images: list[Image]) -> None:
    whole = {"key": "k" * 64, "side": 2, "seen": 1.0}
    Match.objects.create(image_id=images[0].pk, other_id=images[1].pk, cells=bytes(4), **whole)
    assert look() == []
    Match.objects.create(image_id=images[1].pk, other_id=images[0].pk, cells=bytes(3), **whole)
    assert sentences() == [
        "1 maps of where images match are cut off; run manage.py compute_recommendations --full --matches."
    ]


def test_what_waits_for_a_run_is_no_fault(images: list[Image], model: FakeModel) -> None:
    upload_image(colour="purple")
    replace_file(images[0], colour="olive")
    images[1].delete()
    Image.objects.filter(pk=images[2].pk).update(published=False, updated_at=timezone.now())
    forgetting.forget([images[3].pk])
    assert look() == []
    pipeline.run_once(model, k=2)
    assert look() == []


def test_what_a_run_left_that_died_before_it_published_is_no_fault(images: list[Image]) -> None:
    images[0].recommendations.all().delete()  # as if that run could not read it, and another one could
    Ranking.objects.filter(image_id=images[0].pk).delete()
    assert len(look()) == 1
    Embedding.objects.filter(image=images[0]).update(created_at=timezone.now())
    assert look() == []


def test_what_was_published_since_is_no_fault(model: FakeModel) -> None:
    drafts = fill(count=3)
    Image.objects.update(published=False)
    pipeline.run_once(model, k=2)
    for draft in drafts:
        draft.published = True
        draft.save()
    assert look() == []


def test_an_imported_list_is_not_held_against_a_run_s(images: list[Image]) -> None:
    images[3].recommendations.all().delete()
    recommend(images[3], images[5])
    assert look() != []
    ImportedList.objects.create(image=images[3], source="elsewhere")
    assert look() == []


def test_a_catalogue_of_one_image_lacks_no_list(model: FakeModel) -> None:
    upload_image(colour="red")
    pipeline.run_once(model, k=2)
    Ranking.objects.all().delete()
    assert look() == []


def test_nothing_is_restored_while_a_run_is_at_work() -> None:
    assert apps.run_at_work() == ""
    run = Run.objects.create(host="elsewhere", pid=os.getpid(), weights="", fingerprint="", k=1)
    assert apps.run_at_work().startswith(f"Another run is at work on elsewhere, process {run.pid}, since ")
    runs.end(run, Run.Status.DONE)
    assert apps.run_at_work() == ""
