"""A worker with other code than who asks says so instead of computing."""

from __future__ import annotations

import os

import pytest

from recommender.distributed import working
from recommender.distributed.working import Order, OtherRelease


def test_a_worker_of_another_release_refuses() -> None:
    sentence = (
        f"{os.uname().nodename} has another release of Kindred than the machine that started the run; install the same "
        "on every node, and start Ray there again"
    )
    with pytest.raises(OtherRelease) as refused:
        working.prepare(Order(settings="config.settings.test", release="0" * 16))
    assert str(refused.value) == sentence


def test_a_worker_of_the_same_release_sets_itself_up() -> None:
    working.prepare(Order.of_this_process())
