"""Vectors stay in memory between two questions, and never longer than the catalogue stays as it is."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import pytest

from gallery.models import Image
from recommender import pipeline
from recommender.models import Embedding
from recommender.outside import held
from recommender.outside.held import Held
from tests.factories import upload_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, replace_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def images(model: FakeModel) -> list[Image]:
    """Five images with vectors."""
    found = fill(count=5)
    pipeline.run_once(model, k=2)
    return found


def numbers(kept: Held, model: FakeModel) -> list[int]:
    """Return the images whose vectors are told."""
    return [pk for block in kept.blocks(model.fingerprint) for pk in block.images.tolist()]


def test_a_second_question_reads_no_vector(
    images: list[Image], model: FakeModel, django_assert_num_queries: Any
) -> None:
    kept = Held()
    first = numbers(kept, model)
    with django_assert_num_queries(2):  # the version and the run
        assert numbers(kept, model) == first == [image.pk for image in images]


def test_vectors_of_another_model_are_others(images: list[Image], model: FakeModel) -> None:
    kept = Held()
    assert len(numbers(kept, model)) == 5
    Embedding.objects.filter(image=images[0]).update(fingerprint="b" * 64)
    assert numbers(kept, FakeModel(fingerprint="b" * 64)) == [images[0].pk]


def hide(images: list[Image], model: FakeModel) -> list[int]:
    Image.objects.filter(pk=images[1].pk).update(published=False)
    return [images[0].pk, *(image.pk for image in images[2:])]


def delete(images: list[Image], model: FakeModel) -> list[int]:
    images[0].delete()
    return [image.pk for image in images[1:]]


def replace(images: list[Image], model: FakeModel) -> list[int]:
    replace_file(images[4], colour="olive")
    return [image.pk for image in images[:4]]


def add(images: list[Image], model: FakeModel) -> list[int]:
    new = upload_image(colour="olive")
    pipeline.run_once(model, k=2)
    return [*(image.pk for image in images), new.pk]


@pytest.mark.parametrize("change", [hide, delete, replace, add], ids=lambda change: change.__name__)
def test_what_changed_is_known_with_the_next_question(
    change: Callable[[list[Image], FakeModel], list[int]], images: list[Image], model: FakeModel
) -> None:
    kept = Held()
    numbers(kept, model)
    assert numbers(kept, model) != (now := change(images, model))
    assert numbers(kept, model) == now


def test_a_run_that_changes_no_list_is_known(model: FakeModel) -> None:
    image, kept = upload_image(colour="red"), Held()
    pipeline.run_once(model, k=2)
    replace_file(image, colour="navy")
    assert numbers(kept, model) == []
    pipeline.run_once(model, k=2)
    assert numbers(kept, model) == [image.pk]


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize(("most", "queries"), [(5, 2), (4, 3)])
def test_no_more_are_kept_than_there_is_room_for(
    most: int, queries: int, model: FakeModel, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(held, "BLOCK_ROWS", 2)
    kept = Held(most)
    numbers(kept, model)
    with django_assert_num_queries(queries):
        assert len(numbers(kept, model)) == 5


@pytest.mark.usefixtures("images")
def test_while_too_many_are_read_none_is_kept(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "BLOCK_ROWS", 2)
    seen: list[weakref.ref[held.Block]] = []
    for block in Held(1).blocks(model.fingerprint):
        seen.append(weakref.ref(block))
        assert sum(each() is not None for each in seen) == 1
    assert len(seen) == 3
