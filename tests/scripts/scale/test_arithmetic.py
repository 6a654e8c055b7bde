"""The sums of docs/scale.md, done once more by hand."""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement

import pytest

from recommender.conf import reserve_for, spares_for
from scripts.scale import arithmetic

BLOCK, BLOCKS = 250, 4
IMAGES = BLOCK * BLOCKS
A_PAIR = 8e-9


def test_every_pair_is_compared_once() -> None:
    assert arithmetic.pairs(5) == len(list(combinations(range(5), 2)))
    assert arithmetic.multiply_adds(5) == 10 * 512


def test_a_list_has_spares_and_a_ranking_has_more() -> None:
    assert arithmetic.stored(8) == 8 + spares_for(8) == 12
    assert arithmetic.remembered(8) == 12 + reserve_for(8) == 24


def test_copies_are_made_at_every_width_below_the_pictures_own() -> None:
    assert arithmetic.copies_pixels(1000, 500) == 320 * 160 + 640 * 320 + 1000 * 500


def test_what_is_compared_in_a_time_takes_that_time() -> None:
    images = arithmetic.images_compared(3600, a_pair=A_PAIR)
    assert arithmetic.pairs(images) * A_PAIR == pytest.approx(3600, rel=1e-5)


def test_comparing_costs_as_much_as_embedding_where_it_says() -> None:
    images = arithmetic.images_where_comparing_costs_as_much(an_image=0.06, a_pair=A_PAIR)
    assert arithmetic.pairs(images) * A_PAIR == pytest.approx(images * 0.06, rel=1e-5)


@pytest.fixture
def tiles() -> list[tuple[int, int]]:
    """Each pair of blocks once, and each block with itself."""
    return list(combinations_with_replacement(range(BLOCKS), 2))


def test_tiles_are_all_pairs_of_blocks(tiles: list[tuple[int, int]]) -> None:
    assert arithmetic.blocks(IMAGES, BLOCK) == BLOCKS
    assert arithmetic.blocks(IMAGES + 1, BLOCK) == BLOCKS + 1
    assert arithmetic.tiles(BLOCKS) == len(tiles)


def test_a_tile_fetches_two_blocks_or_one(tiles: list[tuple[int, int]]) -> None:
    fetched = sum(len(set(tile)) * BLOCK * 1024 for tile in tiles)
    assert arithmetic.bytes_to_tiles(IMAGES, BLOCK) == fetched


def test_a_tile_gives_back_the_nearest_of_each_of_its_vectors(tiles: list[tuple[int, int]]) -> None:
    given = sum(len(set(tile)) * BLOCK * 24 * 16 for tile in tiles)
    assert arithmetic.bytes_from_tiles(IMAGES, BLOCK, 8, 16) == given


def test_a_comparison_holds_vectors_copies_candidates_and_lists() -> None:
    vectors, candidates, lists = 1024 + 2048 + 1088, 8 * (4 * 24 + 64), 16 * 24
    assert arithmetic.bytes_compared(1, 8) == vectors + candidates + lists


def test_lists_that_grow_as_the_root_are_searched_in_three_halves_powers() -> None:
    assert arithmetic.grown_as_root(10, measured=100, images=400) == 80


def test_a_graph_takes_as_many_more_steps_as_the_logarithm() -> None:
    assert arithmetic.grown_as_logarithm(10, measured=2**10, images=2**20) == 10 * 1024 * 2
