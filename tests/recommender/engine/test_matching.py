"""What each cell adds to a similarity: together the cosine, and in a byte each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recommender.engine import matching, vectors
from recommender.engine.encoder import Grid
from recommender.engine.matching import HIGHEST, as_bytes, parts
from tests.recommender.engine.reference import cosine, random_vectors

VALUES = st.floats(-1000, 1000, width=32)
SIDES = st.integers(1, 7)


def random_grid(*, side: int, dimensions: int, seed: int = 0) -> Grid:
    """Return a grid whose mean has a direction, with values of either sign."""
    return np.random.default_rng(seed).normal(0.3, 1, (side, side, dimensions)).astype(np.float32)


def features_of(grid: Grid) -> list[float]:
    mean: list[float] = grid.astype(np.float64).mean(axis=(0, 1)).tolist()
    return mean


@given(side=SIDES, dimensions=st.integers(1, 40), count=st.integers(0, 5), seed=st.integers(0, 2**32 - 1))
def test_the_parts_sum_to_the_cosine(side: int, dimensions: int, count: int, seed: int) -> None:
    grid = random_grid(side=side, dimensions=dimensions, seed=seed)
    others = np.random.default_rng(seed + 1).normal(size=(count, dimensions))
    unit = others / np.linalg.norm(others, axis=1, keepdims=True)
    found = parts(grid, unit)
    wanted = [cosine(features_of(grid), other.tolist()) for other in others]
    assert found.shape == (count, side * side)
    assert np.abs(found.sum(axis=1) - wanted).max(initial=0) < 1e-5


def test_kept_vectors_give_the_kept_similarity_to_their_own_precision() -> None:
    grid, others = random_grid(side=4, dimensions=512), random_vectors(count=3, dimensions=512)
    kept = vectors.to_unit(np.array([features_of(grid)], np.float32))
    similarities = kept.astype(np.float64) @ others.astype(np.float64).T
    assert np.abs(parts(grid, others).sum(axis=1) - similarities).max() < 1e-4


def test_cells_come_row_by_row_from_the_top_left() -> None:
    grid = np.zeros((3, 3, 2), np.float32)
    grid[0, 2] = grid[2, 0] = 1
    assert np.flatnonzero(parts(grid, np.array([[0, 1]], np.float16))[0]).tolist() == [2, 6]


def test_a_cell_that_speaks_against_takes_away() -> None:
    grid = np.array([[[3, 0], [0, 4]], [[1, 0], [-1, 0]]], np.float32)
    assert parts(grid, np.array([[1, 0]], np.float16)).tolist() == [[0.6, 0, 0.2, -0.2]]


@pytest.mark.parametrize("value", [0, np.nan, np.inf])
def test_features_without_a_direction_are_refused(value: float) -> None:
    grid = np.full((2, 2, 3), value, np.float32)
    message = f"the features of a grid must be finite and not all zero, got a length of {abs(value):.1f}"
    with pytest.raises(ValueError, match=f"^{message}$"):
        parts(grid, random_vectors(count=1, dimensions=3))


def test_vectors_of_other_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^grid and vectors must have as many dimensions, got 3 and 4$"):
        parts(random_grid(side=2, dimensions=3), random_vectors(count=1, dimensions=4))


@given(added=arrays.arrays(np.float64, st.tuples(st.integers(0, 4), st.integers(1, 49)), elements=VALUES))
def test_the_largest_is_255_what_adds_nothing_is_0_and_the_rest_within_half_a_step(
    added: matching.Parts,
) -> None:
    maps = as_bytes(added)
    assert (maps.shape, maps.dtype.name) == (added.shape, "uint8")
    largest = np.maximum(added.max(axis=1, keepdims=True), 0)
    assert (maps[(added == largest) & (added > 0)] == HIGHEST).all()
    assert (maps[added <= 0] == 0).all()
    off = np.abs(maps * largest / HIGHEST - np.maximum(added, 0))
    assert (off <= largest / HIGHEST / 2 * (1 + 1e-9)).all()


def test_each_row_has_a_scale_of_its_own_and_halves_go_to_the_even() -> None:
    added = np.array([[0.5, 0.25, -1], [0.02, 0.02, 0.01], [-1, 0, -2]])
    assert as_bytes(added).tolist() == [[255, 128, 0], [255, 255, 128], [0, 0, 0]]
