"""A vector is held against all that are stored, exactly, whatever the blocks."""

from __future__ import annotations

import numpy as np
import pytest

from gallery.models import Image
from recommender.engine import neighbours, vectors
from recommender.engine.vectors import Vectors
from recommender.models import Embedding
from recommender.outside import held, scan
from recommender.outside.held import Held
from tests.factories import make_image

pytestmark = pytest.mark.django_db

MODEL = "m" * 64


def random_vectors(count: int) -> Vectors:
    return vectors.to_unit(np.random.default_rng(7).normal(size=(count, 512)).astype(np.float32))


def keep(unit: Vectors, *, fingerprint: str = MODEL) -> list[Image]:
    """Store vectors, each of an image of its own."""
    images = [make_image() for _ in unit]
    for image, vector in zip(images, unit, strict=True):
        Embedding.objects.create(
            image=image, content_hash=image.content_hash, fingerprint=fingerprint, vector=vectors.pack(vector)
        )
    return images


def ids(found: scan.Nearest) -> list[int]:
    numbers: list[int] = found.images.tolist()
    return numbers


@pytest.mark.parametrize("block_rows", [1, 3, 20, 100])
def test_it_is_the_true_list_bit_by_bit_whatever_the_blocks(block_rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "BLOCK_ROWS", block_rows)
    unit = random_vectors(21)
    images = keep(unit[1:])
    found, true = scan.nearest(unit[:1], MODEL, k=5, held=Held()), neighbours.top_k(unit, 5)
    assert ids(found) == [images[place - 1].pk for place in true.positions[0]]
    assert found.similarities.tolist() == true.similarities[0].tolist()


def test_equal_ones_are_ordered_by_number_and_the_same_vector_has_1() -> None:
    unit = random_vectors(1)
    images = keep(np.repeat(unit, 4, axis=0))
    found = scan.nearest(unit, MODEL, k=3, held=Held())
    assert (ids(found), found.similarities.tolist()) == ([image.pk for image in images[:3]], [1.0, 1.0, 1.0])


def test_only_those_at_least_so_similar_are_found() -> None:
    unit = random_vectors(3)
    images = keep(unit)
    assert ids(scan.nearest(unit[1:2], MODEL, k=3, least=0.5, held=Held())) == [images[1].pk]


def test_drafts_other_models_and_vectors_of_replaced_files_are_left_out() -> None:
    unit = random_vectors(1)
    draft, replaced, shown = keep(np.repeat(unit, 3, axis=0))
    keep(unit, fingerprint="o" * 64)
    Image.objects.filter(pk=draft.pk).update(published=False)
    Image.objects.filter(pk=replaced.pk).update(content_hash="0" * 64)
    assert ids(scan.nearest(unit, MODEL, k=9, held=Held())) == [shown.pk]


def test_nothing_is_like_anything_in_an_empty_catalogue() -> None:
    assert ids(scan.nearest(random_vectors(1), MODEL, k=3, held=Held())) == []
