"""Several writers at once: none waits for another's note, and every commit is a version of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from gallery.models import Change, Image
from gallery.triggers import SUMMED_UP_EVERY
from gallery.versions import catalogue
from tests.factories import make_image

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]

EDIT = "UPDATE gallery_image SET description = description || '.' WHERE id = %s"


@pytest.fixture
def others() -> Iterator[list[BaseDatabaseWrapper]]:
    """Two more connections, each in a transaction that does not wait for anybody."""
    made = [connections["default"].copy() for _ in range(2)]
    for each in made:
        each.set_autocommit(False)
        execute(each, "SET lock_timeout = '2s'")
    yield made
    for each in made:
        each.close()


def execute(on: BaseDatabaseWrapper, statement: str, *parameters: Any) -> None:
    with on.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.mark.parametrize("turn", [1, -1], ids=["first come, first committed", "the other way round"])
def test_each_commit_moves_the_version(others: list[BaseDatabaseWrapper], turn: int) -> None:
    images = [make_image(), make_image()]
    versions = [catalogue().version]
    for other, image in zip(others, images, strict=True):
        execute(other, EDIT, image.pk)
    for other in others[::turn]:
        assert catalogue().version == versions[-1]  # nobody sees what is not committed
        other.commit()
        versions.append(catalogue().version)
    assert len(set(versions)) == 3


def test_the_number_of_images_is_true_for_everybody(others: list[BaseDatabaseWrapper]) -> None:
    images = [make_image() for _ in range(3)]
    execute(others[0], "DELETE FROM gallery_image WHERE id = %s", images[0].pk)
    execute(others[1], "UPDATE gallery_image SET published = false WHERE id = %s", images[1].pk)
    seen = [catalogue().count]
    others[0].rollback()
    others[1].commit()
    seen.append(catalogue().count)
    assert seen == [3, 2]
    assert Image.objects.published().count() == 2


def test_who_sums_up_takes_nobody_s_note_and_waits_for_nobody(others: list[BaseDatabaseWrapper]) -> None:
    images = [make_image() for _ in range(3)]
    before = int(catalogue().version.split("-")[0], 16)
    for _ in range(SUMMED_UP_EVERY + 1):  # each sums up at least once
        for other, image in zip([connection, *others], images, strict=True):
            execute(other, EDIT, image.pk)
    for other in others:
        other.commit()
    assert int(catalogue().version.split("-")[0], 16) - before == 3 * (SUMMED_UP_EVERY + 1)
    assert catalogue().count == 3
    for _ in range(2 * SUMMED_UP_EVERY):
        execute(connection, EDIT, images[0].pk)
    assert Change.objects.count() <= SUMMED_UP_EVERY + 1


def test_two_sum_up_at_once_and_neither_waits(others: list[BaseDatabaseWrapper]) -> None:
    images = [make_image() for _ in range(2)]
    before = int(catalogue().version.split("-")[0], 16)
    for times, (other, image) in enumerate(zip(others, images, strict=True), start=1):
        number = 1_000 * times * SUMMED_UP_EVERY  # the next note sums up
        execute(connection, "SELECT setval(pg_get_serial_sequence('gallery_change', 'id'), %s, false)", number)
        execute(other, EDIT, image.pk)
    for other in others[::-1]:
        other.commit()
    assert (int(catalogue().version.split("-")[0], 16) - before, catalogue().count) == (2, 2)
