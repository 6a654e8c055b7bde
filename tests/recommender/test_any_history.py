"""Whatever happens to a catalogue, after every run its rows equal those computed from scratch."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from gallery.models import Image
from recommender import pipeline
from tests.factories import upload_image
from tests.fake_model import FakeModel, InvertedEncoder
from tests.recommender.catalogue import replace_file, rows_from_scratch, stored_rows

pytestmark = pytest.mark.django_db

STEPS = 25


class History:
    """A catalogue to which things happen by chance, always the same for one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.models = [FakeModel(), FakeModel(name="other", fingerprint="b" * 64, encoder=InvertedEncoder())]
        self.model, self.k, self.files = self.models[0], 3, 0

    def picture(self) -> dict[str, Any]:
        """Return a picture of one of a few colours; files of one colour differ in their bytes only."""
        self.files += 1
        colour = f"rgb({self.chance.randrange(0, 256, 60)},{self.chance.randrange(0, 256, 60)},{10 * self.files % 40})"
        return {"colour": colour, "size": (32 + self.files, 40)}

    def upload(self) -> None:
        upload_image(**self.picture())

    def replace(self) -> None:
        for image in self.some_image():
            replace_file(image, **self.picture())

    def delete(self) -> None:
        for image in self.some_image():
            image.delete()

    def toggle(self) -> None:
        for image in self.some_image():
            image.published = not image.published
            image.save()

    def change_model(self) -> None:
        self.model = self.chance.choice(self.models)

    def change_k(self) -> None:
        self.k = self.chance.randint(1, 4)

    def some_image(self) -> list[Image]:
        images = list(Image.objects.order_by("pk"))
        return [self.chance.choice(images)] if images else []

    def step(self) -> None:
        """Let one to three things happen, uploads more often than others."""
        events: list[Callable[[], None]] = [self.upload, self.replace, self.delete, self.toggle]
        rare = [self.change_model, self.change_k]
        for event in self.chance.choices([*events, *rare], weights=[6, 2, 2, 2, 1, 1], k=self.chance.randint(1, 3)):
            event()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_every_run_the_rows_are_those_computed_from_scratch(seed: int) -> None:
    history = History(seed)
    for _ in range(STEPS):
        history.step()
        pipeline.run_once(history.model, k=history.k)
        fresh = type(history.model.encoder)()
        wanted = rows_from_scratch(k=history.k, encoder=fresh, preprocessing=history.model.preprocessing)
        assert stored_rows() == wanted
