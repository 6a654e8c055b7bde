"""Each run tells how much of what visitors were shown before it they are shown still."""

from __future__ import annotations

import pytest

from gallery.models import Image
from recommender import pipeline
from tests.factories import make_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import fill, last_run
from tests.recommender.publishing import publish_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers() -> list[int]:
    return [make_image().pk for _ in range(5)]


def test_where_nothing_was_shown_before_there_is_no_overlap(numbers: list[int]) -> None:
    one, two, *_ = numbers
    assert publish_lists({one: [(two, 0.5)]}).overlap is None


def test_the_same_lists_overlap_wholly(numbers: list[int]) -> None:
    one, two, *_ = numbers
    publish_lists({one: [(two, 0.5)]})
    assert publish_lists({one: [(two, 0.5)]}).overlap == 1


def test_another_order_and_other_similarities_are_no_change_of_what_is_shown(numbers: list[int]) -> None:
    one, two, three, *_ = numbers
    publish_lists({one: [(two, 0.5), (three, 0.4)]})
    assert publish_lists({one: [(three, 0.9), (two, 0.8)]}).overlap == 1


def test_a_list_that_changed_counts_by_its_rows(numbers: list[int]) -> None:
    one, two, three, four, _ = numbers
    publish_lists({one: [(two, 0.5), (three, 0.4)], two: [(one, 0.5), (three, 0.4)]})
    changed = publish_lists({one: [(two, 0.5), (four, 0.4)], two: [(one, 0.5), (three, 0.4)]})
    assert changed.overlap == 0.75


def test_spares_that_nobody_sees_do_not_count(numbers: list[int]) -> None:
    one, two, three, four, five = numbers
    publish_lists({one: [(two, 0.5), (three, 0.4), (four, 0.3)]})
    assert publish_lists({one: [(two, 0.5), (three, 0.4), (five, 0.3)]}).overlap == 1
    assert publish_lists({one: [(two, 0.5), (five, 0.4), (three, 0.3)]}).overlap == 0.5


def test_a_list_that_is_gone_is_lost(numbers: list[int]) -> None:
    one, two, *_ = numbers
    publish_lists({one: [(two, 0.5)], two: [(one, 0.5)]})
    assert publish_lists({one: [(two, 0.5)]}).overlap == 0.5


def test_shorter_lists_lose_their_ends_and_longer_ones_lose_nothing(numbers: list[int]) -> None:
    one, two, three, *_ = numbers
    lists = {one: [(two, 0.5), (three, 0.4)], two: [(one, 0.5)]}
    publish_lists(lists, k=2)
    assert publish_lists(lists, k=1).overlap == pytest.approx(2 / 3)
    assert publish_lists(lists, k=2).overlap == 1


def test_the_run_keeps_it(model: FakeModel) -> None:
    fill(count=6)
    pipeline.run_once(model, k=2)
    assert last_run().overlap is None
    Image.objects.first().delete()  # type: ignore[union-attr]
    pipeline.run_once(model, k=2)
    overlap = last_run().overlap
    assert overlap is not None
    assert 0.5 < overlap <= 1
