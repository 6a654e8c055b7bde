"""Watching starts a run at once and another after each change of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, OperationalError

from gallery.models import Image
from recommender import watching
from recommender.watching import LOOKS_BEFORE_RETRY, SECONDS_BETWEEN_LOOKS, State, catalogue_state, changes
from tests.factories import make_image
from tests.gallery.test_outage import postgresql


def failing(error: Exception) -> Callable[[], State]:
    """Return a look at the catalogue that fails."""

    def look() -> State:
        raise error

    return look


def states(*values: int) -> Callable[[], State]:
    """Return a catalogue that is in one state after another."""
    following = iter(values)
    return lambda: (next(following),)


def test_the_first_run_is_at_once() -> None:
    slept: list[float] = []
    next(changes(state=states(1), sleep=slept.append))
    assert slept == []


def test_the_next_is_after_a_change_and_meanwhile_it_sleeps() -> None:
    slept: list[float] = []
    seen = changes(state=states(1, 1, 1, 2, 2, 2, 3, 3), sleep=slept.append)
    next(seen)
    next(seen)
    assert slept == [SECONDS_BETWEEN_LOOKS] * 2
    next(seen)
    assert slept == [SECONDS_BETWEEN_LOOKS] * 3


def test_after_a_failure_it_yields_again_without_a_change() -> None:
    slept: list[float] = []
    seen = changes(state=lambda: (1,), sleep=slept.append, failed=lambda: True)
    next(seen)
    next(seen)
    assert slept == [SECONDS_BETWEEN_LOOKS] * LOOKS_BEFORE_RETRY


def test_a_change_during_a_run_starts_another_without_sleep() -> None:
    catalogue = [1]

    def never(seconds: float) -> None:
        raise AssertionError("it slept over a change")

    seen = changes(state=lambda: (catalogue[0],), sleep=never)
    next(seen)
    catalogue[0] = 2
    next(seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: make_image(),
        lambda: Image.objects.get(title="b").delete(),
        lambda: Image.objects.filter(title="a").update(published=False),
        lambda: Image.objects.get(title="a").save(),
    ],
    ids=["added", "deleted", "unpublished", "edited"],
)
def test_the_catalogues_state_differs_after_a_change(change: Callable[[], object]) -> None:
    for title in ("a", "b"):
        make_image(title=title)
    before = catalogue_state()
    assert watching.catalogue_state() == before
    change()
    assert catalogue_state() != before


@pytest.mark.django_db
def test_an_image_deleted_as_another_is_added_is_a_change() -> None:
    image = make_image()
    before = catalogue_state()
    image.delete()
    make_image()
    assert catalogue_state() != before


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_while_the_database_is_away_nothing_seems_to_change(
    monkeypatch: pytest.MonkeyPatch, kind: type[OperationalError | InterfaceError]
) -> None:
    closed = list[bool]()
    monkeypatch.setattr(watching, "state_now", failing(postgresql("57P01", kind)))
    monkeypatch.setattr(watching, "connection", SimpleNamespace(close=lambda: closed.append(True)))
    assert (catalogue_state(), closed) == (watching.OUT_OF_REACH, [True])


def test_a_query_that_is_wrong_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "state_now", failing(postgresql("42703")))
    with pytest.raises(OperationalError, match="said the server"):
        catalogue_state()


def test_an_outage_starts_no_run_and_a_change_behind_it_does() -> None:
    slept: list[float] = []
    looks = iter([(1,), (), (), (1,), (), (2,), (2,)])
    seen = changes(state=lambda: next(looks), sleep=slept.append)
    next(seen)
    next(seen)
    assert len(slept) == 4
