"""Visitors who read while lists are published see the old list or the new one, whole, and never none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from gallery.models import Image
from gallery.recommendations import shown_for
from recommender import publish, runs
from tests.effort import EFFORT
from tests.factories import make_image
from tests.fake_model import FakeModel
from tests.recommender.catalogue import compared
from tests.recommender.listed import Lists

READERS, PUBLICATIONS, SHOWN = 20, EFFORT.publications, 3

Seen = set[tuple[int, ...]]


def lists(images: list[Image], *, step: int, similarity: float) -> Lists:
    """Return lists in which each image recommends the ones so many places on."""
    return {
        image.pk: [(images[(place + step * away) % len(images)].pk, similarity - away / 10) for away in (1, 2, 3)]
        for place, image in enumerate(images)
    }


@contextmanager
def readers(image: Image, seen: Seen, complaints: list[BaseException]) -> Iterator[None]:
    """Let twenty threads read one image's list until the block ends."""
    over = threading.Event()

    def read() -> None:
        try:
            while not over.is_set():
                seen.add(tuple(shown.image.pk for shown in shown_for(image)))
        except BaseException as error:  # noqa: BLE001 - a thread's own complaint would be lost
            complaints.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.django_db(transaction=True)
def test_twenty_readers_see_whole_lists_while_others_are_published(model: FakeModel) -> None:
    images = [make_image() for _ in range(7)]
    states = [lists(images, step=1, similarity=0.9), lists(images, step=2, similarity=0.8)]
    run = runs.claim(model, k=SHOWN)
    publish.publish(run, compared(states[0]), rewrite_all=False)
    seen, complaints = Seen(), list[BaseException]()
    with readers(images[0], seen, complaints):
        for turn in range(PUBLICATIONS):
            publish.publish(run, compared(states[(turn + 1) % 2]), rewrite_all=False)
    assert complaints == []
    assert seen == {tuple(pk for pk, _ in state[images[0].pk]) for state in states}
