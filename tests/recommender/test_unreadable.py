"""An image that cannot be embedded is named, counted and kept with its reason, and the rest goes on."""

from __future__ import annotations

import pytest

from gallery.models import Image
from recommender import conf, pipeline
from recommender.models import Embedding, UnreadableImage
from recommender.report import Unreadable
from tests.factories import upload_image
from tests.fake_model import FakeModel, SpeechlessEncoder
from tests.recommender.catalogue import damaged, fill, last_run, replace_file, stored_list

pytestmark = pytest.mark.django_db

NO_PICTURE = "not a picture in an accepted format (JPEG, PNG, WEBP, GIF, AVIF)"
NO_NUMBERS = "its features are not finite numbers, or all zero"


def reasons() -> dict[int, str]:
    return dict(UnreadableImage.objects.values_list("image_id", "reason"))


def test_a_damaged_original_is_named_counted_and_kept_with_its_reason(model: FakeModel) -> None:
    images = fill(count=3)
    with damaged(images[1]):
        report = pipeline.run_once(model, k=2)
    assert report.unreadable == (Unreadable(name=images[1].original_name, reason=NO_PICTURE),)
    assert (reasons(), last_run().unreadable) == ({images[1].pk: NO_PICTURE}, 1)


def test_a_missing_original_is_named_with_the_remedy(model: FakeModel) -> None:
    images = fill(count=2)
    with damaged(images[0], None):
        (unreadable,) = pipeline.run_once(model, k=2).unreadable
    assert unreadable.name == images[0].original_name
    assert unreadable.reason == "the original is missing in the storage; replace the file at the desk"


def test_the_other_images_recommend_each_other_without_it(model: FakeModel) -> None:
    first, lost, last = fill(count=3)
    with damaged(lost):
        report = pipeline.run_once(model, k=2)
    assert (report.images, report.embedded) == (3, 2)
    assert [stored_list(image) for image in (first, lost, last)] == [[last.pk], [], [first.pk]]


def test_it_is_tried_again_by_every_run_and_forgotten_once_it_is_read(model: FakeModel) -> None:
    images = fill(count=3)
    with damaged(images[1]):
        pipeline.run_once(model, k=2)
        assert len(pipeline.run_once(model, k=2).unreadable) == 1
    report = pipeline.run_once(model, k=2)
    assert (report.embedded, report.unreadable, reasons()) == (1, (), {})
    assert images[1].pk in stored_list(images[0])


def test_what_failed_before_asks_for_the_model_only_once_it_can_be_read(model: FakeModel) -> None:
    images = fill(count=3)
    with damaged(images[1]):
        loads = [pipeline.run_once(model, k=2) and model.loads for _ in range(2)]
    pipeline.run_once(model, k=2)
    assert (loads, model.loads) == ([1, 1], 2)


def test_a_full_run_asks_for_the_model_whatever_failed(model: FakeModel) -> None:
    images = fill(count=1)
    with damaged(images[0]):
        loads = [pipeline.run_once(model, k=2, full=full) and model.loads for full in (False, False, True)]
    assert loads == [1, 1, 2]


def test_it_is_kept_once_with_the_latest_reason(model: FakeModel) -> None:
    image = upload_image(colour="red")
    for content, expected in ((b"damaged", NO_PICTURE), (b"\xff\xd8\xff", NO_PICTURE)):
        with damaged(image, content):
            pipeline.run_once(model, k=2)
        assert reasons() == {image.pk: expected}


def test_a_new_file_in_its_place_is_embedded_and_the_reason_forgotten(model: FakeModel) -> None:
    image, _ = fill(count=2)
    with damaged(image):
        pipeline.run_once(model, k=2)
    replace_file(image, colour="gold")
    pipeline.run_once(model, k=2)
    assert (reasons(), len(stored_list(image))) == ({}, 1)


def test_a_damaged_file_in_place_of_a_good_one_takes_the_image_out_of_every_list(model: FakeModel) -> None:
    images = fill(count=3)
    pipeline.run_once(model, k=2)
    replace_file(images[0], colour="lime")
    with damaged(images[0]):
        pipeline.run_once(model, k=2)
    assert [stored_list(image) for image in images] == [[], [images[2].pk], [images[1].pk]]


def test_an_image_of_which_the_model_says_no_numbers_is_named() -> None:
    images = [upload_image(colour=colour) for colour in ("red", "black", "gold")]
    report = pipeline.run_once(FakeModel(encoder=SpeechlessEncoder()), k=2, allow_unreadable=True)
    assert report.unreadable == (Unreadable(name=images[1].original_name, reason=NO_NUMBERS),)
    assert (report.embedded, reasons(), Embedding.objects.count()) == (2, {images[1].pk: NO_NUMBERS}, 2)


def test_a_catalogue_of_unreadable_images_alone_ends_well() -> None:
    images = [upload_image(colour="black", size=(20, 20 + number)) for number in range(3)]
    report = pipeline.run_once(FakeModel(encoder=SpeechlessEncoder()), k=2, allow_unreadable=True)
    assert (report.embedded, len(report.unreadable), report.rows_written) == (0, len(images), 0)


def test_a_batch_of_which_nothing_can_be_read_does_not_bother_the_model(model: FakeModel) -> None:
    with damaged(upload_image(colour="red")):
        pipeline.run_once(model, k=2)
    assert model.encoder.encoded == 0


def test_a_deleted_image_leaves_no_reason_behind(model: FakeModel) -> None:
    (image,) = fill(count=1)
    with damaged(image):
        pipeline.run_once(model, k=2)
    Image.objects.all().delete()
    assert reasons() == {}


def test_a_reason_longer_than_its_column_is_cut(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise OSError("x" * 1000)

    upload_image(colour="red")
    monkeypatch.setattr("gallery.storage.LocalStorage.open", lambda self, name: fail(name))
    pipeline.run_once(model, k=2)
    assert {len(reason) for reason in reasons().values()} == {300}


def test_batches_are_counted_to_the_last_image(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []
    monkeypatch.setattr(conf, "BATCH_IMAGES", 2)
    with damaged(fill(count=5)[0]):
        pipeline.run_once(model, k=2, progress=lambda *now: told.append(now))
    assert told == [("Embedding", 2, 5), ("Embedding", 4, 5), ("Embedding", 5, 5), ("Comparing", 4, 4)]
