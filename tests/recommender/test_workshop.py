"""Where a run's work is done is chosen by name; what is not installed is told before anything is done."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from recommender import workshop
from recommender.models import Run
from recommender.workshop import Here

pytestmark = pytest.mark.django_db


def test_unless_told_otherwise_this_process_does_everything() -> None:
    with workshop.chosen("local", None) as chosen:
        assert isinstance(chosen, Here)


def test_ray_that_is_not_installed_is_told_before_a_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "find_spec", lambda name: None)
    with pytest.raises(CommandError) as refused:
        call_command("compute_recommendations", "--engine", "ray", verbosity=0)
    sentence = "--engine ray needs Ray, which is not installed here: pip install -r requirements-distributed.txt."
    assert (str(refused.value), refused.value.returncode) == (sentence, 1)
    assert not Run.objects.exists()


def test_an_address_without_the_engine_is_wrong_usage() -> None:
    with pytest.raises(CommandError) as refused:
        call_command("compute_recommendations", "--ray-address", "head:6379", verbosity=0)
    sentence = "--ray-address head:6379 is of use with --engine ray only; add that, or leave the address out."
    assert (str(refused.value), refused.value.returncode) == (sentence, 2)
