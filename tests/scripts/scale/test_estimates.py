"""What so many images take follows from the constants."""

from __future__ import annotations

import pytest

from scripts.scale import estimates, measured
from scripts.scale.approximate import crossing
from scripts.scale.constants import constants
from scripts.scale.estimates import Estimates
from tests.scripts.scale import pages

MILLION = 1_000_000


@pytest.fixture(scope="module")
def of() -> Estimates:
    return Estimates(constants(measured.read(pages.page())))


def test_embedding_grows_with_the_images_and_comparing_with_their_square(of: Estimates) -> None:
    assert [of.files(MILLION), of.files(10 * MILLION)] == pytest.approx([60_000, 600_000])
    assert [of.comparing(MILLION), of.comparing(10 * MILLION)] == pytest.approx([4_000, 400_000], rel=1e-4)
    assert of.comparing_in_singles(MILLION) == pytest.approx(5_000, rel=1e-4)


def test_a_days_uploads_are_compared_with_all(of: Estimates) -> None:
    assert of.a_day(MILLION) == pytest.approx(10_000 * MILLION * 8e-9, rel=1e-4)


def test_so_many_machines_do_everything_in_a_night(of: Estimates) -> None:
    seconds = (600_000 + 400_000) / 2
    assert 17 < seconds / (8 * 3600) < 18
    assert [of.machines(images) for images in (10_000, 10 * MILLION)] == [1, 18]


def test_a_database_holds_images_vectors_rankings_and_lists(of: Estimates) -> None:
    assert of.rows(MILLION) == 12 * MILLION
    assert of.database("SQLite")(MILLION) == MILLION * (700 + 1400 + 500 + 12 * 50)


def test_lists_are_written_row_by_row(of: Estimates) -> None:
    assert of.writing("PostgreSQL")(MILLION) == pytest.approx(120)
    assert of.writing_daily("PostgreSQL")(MILLION) == pytest.approx(36)


def test_copies_of_a_picture_of_12_megapixels_are_counted_at_every_width(of: Estimates) -> None:
    pixels = 320 * 240 + 640 * 480 + 1280 * 960 + 2560 * 1920
    assert of.copies(1) == pytest.approx(0.2 * pixels)
    assert of.files_stored(1) == pytest.approx(4_000_000 + 0.2 * pixels)


def test_more_machines_than_tiles_help_nobody(of: Estimates) -> None:
    one = of.computing_a_tile(MILLION) + of.moving_a_tile(MILLION)
    assert of.tiles(MILLION) == 10
    times = [of.tiles_on(machines)(MILLION) for machines in (1, 8, 10, 512)]
    assert times == pytest.approx([10 * one, 2 * one, one, one])


def test_an_index_pays_from_where_it_takes_less_time() -> None:
    assert crossing(lambda images: images**2, lambda images: 50_000 * images) == pytest.approx(50_000, rel=0.01)


def test_an_index_grows_as_it_is_said_to(of: Estimates) -> None:
    index = of.c.indexes[1]
    grown = [grow(index)(400_000) for grow in (estimates.by_the_root, estimates.by_the_square)]
    assert grown == pytest.approx([20 * 8, 20 * 16])
    assert estimates.by_the_logarithm(index)(index.count**2) == pytest.approx(20 * 2 * index.count)
