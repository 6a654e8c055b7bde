"""One variable says how much effort tests take."""

from __future__ import annotations

import hypothesis
import pytest

from config.env import Environment, InvalidVariable
from tests.effort import EFFORTS, chosen


def test_effort_is_the_usual_unless_told_otherwise() -> None:
    assert [chosen(Environment({})), chosen(Environment({"TEST_EFFORT": "long"}))] == ["usual", "long"]


def test_an_unknown_effort_is_refused_with_what_is_accepted() -> None:
    with pytest.raises(InvalidVariable, match=r"^TEST_EFFORT is 'much', but must be usual or long\.$"):
        chosen(Environment({"TEST_EFFORT": "much"}))


def test_usually_examples_are_the_same_on_every_machine_and_with_more_effort_they_are_new_ones() -> None:
    profiles = [hypothesis.settings.get_profile(name) for name in EFFORTS]
    assert [profile.derandomize for profile in profiles] == [True, False]
