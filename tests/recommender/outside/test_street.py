"""With the weights that come with the project, a picture is found as a run would list it."""

from __future__ import annotations

import pytest

from gallery.storage import originals
from recommender import pipeline
from recommender.engine import weights
from recommender.outside import asking
from tests.recommender.catalogue import fill, stored_rows

pytestmark = pytest.mark.django_db


def test_a_picture_of_the_catalogue_is_its_own_nearest_and_then_come_those_of_its_list() -> None:
    images = fill(count=6)
    pipeline.run_once(weights.bundled(), k=2)
    with originals().open(images[4].original.name) as file:
        content = file.read()
    own = [(other, value) for image, _, other, value in stored_rows() if image == images[4].pk]
    assert pairs_of(content) == [(images[4].pk, 1.0), *own]
    anew = pairs_of(content + b"another file, the same picture")
    assert [pk for pk, _ in anew] == [images[4].pk, *(other for other, _ in own)]
    assert [value for _, value in anew] == pytest.approx([1.0, *(value for _, value in own)], abs=1e-4)


def pairs_of(content: bytes) -> list[tuple[int, float]]:
    """Return what is like a picture, and how like."""
    found = asking.ask(content, k=6).nearest
    return list(zip(found.images.tolist(), found.similarities.tolist(), strict=True))
