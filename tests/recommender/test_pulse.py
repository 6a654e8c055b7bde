"""A long step gives signs of life, without writing to the database all the time."""

from __future__ import annotations

import pytest

from recommender import runs
from recommender.models import Run
from recommender.runs import Pulse
from tests.fake_model import FakeModel


@pytest.mark.django_db
def test_signs_of_life_are_a_few_seconds_apart(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, given = iter([0.0, 0.0, 1.0, 4.9, 5.0, 5.0, 9.0]), list[Run]()
    monkeypatch.setattr(runs, "give_sign_of_life", given.append)
    pulse = Pulse(runs.claim(model, k=1), clock=lambda: next(seconds))
    for _ in range(5):
        pulse()
    assert len(given) == 2
