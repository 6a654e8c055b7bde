"""An encoder that sits on a device lends it to the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from recommender import pipeline
from recommender.engine import neighbours, screening
from recommender.engine.candidates import Candidates
from recommender.engine.screening import Screen
from tests.factories import upload_image
from tests.fake_model import FakeEncoder, FakeModel
from tests.recommender.catalogue import fill, rows_from_scratch, stored_rows

pytestmark = pytest.mark.django_db


@dataclass
class LendingEncoder(FakeEncoder):
    """Counts how often it was asked who may be near to whom."""

    asked: int = 0

    @property
    def screen(self) -> Screen:
        """Do what numpy does, and count."""

        def ask(*arguments: Any, **options: Any) -> Candidates:
            self.asked += 1
            return screening.screen(*arguments, **options)

        return ask


def test_the_first_run_asks_the_device_and_one_with_nothing_to_embed_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 1)
    encoder = LendingEncoder()
    model = FakeModel(encoder=encoder)
    fill(count=12)
    for expected, k in ((1, 1), (1, 1), (1, 12)):
        pipeline.run_once(model, k=k)
        assert (encoder.asked, stored_rows()) == (expected, wanted(model, k=k))


def wanted(model: FakeModel, *, k: int) -> Any:
    return rows_from_scratch(k=k, encoder=FakeEncoder(), preprocessing=model.preprocessing)


def test_one_new_image_is_compared_without_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 1)
    encoder = LendingEncoder()
    model = FakeModel(encoder=encoder)
    fill(count=12)
    pipeline.run_once(model, k=1)
    upload_image(colour="cyan")
    pipeline.run_once(model, k=1)
    assert (encoder.asked, stored_rows()) == (1, wanted(model, k=1))
