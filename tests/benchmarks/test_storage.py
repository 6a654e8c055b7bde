"""What rows take is measured in the database itself, with what stands around them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from django.core.management import call_command
from numpy.typing import NDArray

from benchmarks import storage, writing
from tests.factories import make_image

IMAGES = 2_000


@pytest.fixture
def pks(transactional_db: None) -> NDArray[np.int64]:
    """Images in tables that were just cut off: rows would also fit where others were deleted."""
    call_command("flush", verbosity=0, interactive=False)
    return writing.add_images(IMAGES)


@pytest.mark.parametrize(
    ("store", "alone"),
    [
        (storage.store_vectors, 1024),
        (lambda pks: storage.store_rankings(pks, 400), 400),
        (storage.store_lists, writing.LENGTH * storage.A_ROW),
    ],
)
def test_rows_take_their_values_and_less_than_eight_times_as_much(
    pks: NDArray[np.int64], store: Callable[[NDArray[np.int64]], None], alone: int
) -> None:
    taken = storage.taken_by(lambda: store(pks)) / IMAGES
    assert alone < taken < 8 * alone


@pytest.mark.usefixtures("pks")
def test_nothing_takes_nothing_whatever_is_there_already() -> None:
    assert storage.taken_by(lambda: None) == 0


@pytest.mark.usefixtures("transactional_db")
def test_words_are_counted_as_they_are_kept() -> None:
    make_image(title="Boat", description="Red sea")
    make_image(title="Sun", description="")
    folded = len(" boat  red sea "), len(" sun ")
    assert storage.words_alone() == (4 + 7 + folded[0] + 3 + 0 + folded[1]) / 2


def test_a_ranking_holds_the_list_its_spares_and_as_many_again() -> None:
    assert storage.length_of_rankings() == 24
