"""Vectors have unit length, survive storage unchanged, and their inner products in doubles are exact."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import vectors
from recommender.engine.encoder import Features
from tests.recommender.engine.reference import random_vectors

UNUSABLE = [float("nan"), float("inf"), float("-inf")]


def features_of_every_size(seed: int) -> Features:
    """Return two rows whose values lie anywhere from the smallest to the largest that a model could say."""
    rng = np.random.default_rng(seed)
    sizes = rng.uniform(-12, 3, size=(2, 512))
    features: Features = (rng.normal(size=(2, 512)) * 10.0**sizes).astype(np.float32)
    return features


@pytest.mark.parametrize("size", [1.0, 3e38, 1e-38, 1e-44])
def test_features_of_any_size_come_to_unit_length(size: float) -> None:
    features = np.full((1, 512), size, np.float32)
    features[0, :256] *= -1
    unit = vectors.to_unit(features).astype(np.float64)
    assert np.linalg.norm(unit) == pytest.approx(1.0, abs=1e-3)
    assert set(np.sign(unit[0, :256])) == {-1.0}


def test_the_direction_is_kept() -> None:
    assert vectors.to_unit(np.array([[3, 4], [0, -2]], np.float32)).tolist() == [
        pytest.approx([0.6, 0.8], abs=1e-3),
        [0.0, -1.0],
    ]


def test_a_row_without_direction_is_marked_and_the_others_are_not() -> None:
    features = np.ones((5, 4), np.float32)
    features[[0, 1, 2], 1], features[3] = UNUSABLE, 0
    assert vectors.usable(features).tolist() == [False, False, False, False, True]


@pytest.mark.parametrize("value", UNUSABLE)
def test_values_that_are_no_numbers_are_refused(value: float) -> None:
    with pytest.raises(
        ValueError, match=r"^features must be finite and not all zero; leave out the rows that usable\(\) marks$"
    ):
        vectors.to_unit(np.array([[1, 2], [value, 1]], np.float32))


def test_a_row_of_zeros_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^features must be finite and not all zero"):
        vectors.to_unit(np.zeros((1, 4), np.float32))


def test_vectors_come_back_from_storage_as_they_were() -> None:
    unit = random_vectors(count=7, dimensions=512)
    back = vectors.unpack([vectors.pack(vector) for vector in unit])
    assert (back.dtype.name, back.shape) == ("float16", (7, 512))
    assert back.tobytes() == unit.tobytes()


def test_a_stored_value_has_two_bytes_the_low_one_first() -> None:
    assert vectors.pack(np.array([1, -0.5], np.float16)) == b"\x00\x3c\x00\xb8"


def test_no_stored_vectors_are_an_empty_array_of_the_models_width() -> None:
    assert vectors.unpack([]).shape == (0, 512)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_inner_product_in_doubles_is_exact_in_any_order(seed: int) -> None:
    left, right = vectors.to_unit(features_of_every_size(seed))
    exact = sum(Fraction(float(a)) * Fraction(float(b)) for a, b in zip(left, right, strict=True))
    forward = np.float64(left.astype(np.float64) @ right.astype(np.float64))
    backward = sum(float(a) * float(b) for a, b in zip(left[::-1], right[::-1], strict=True))
    assert Fraction(float(forward)) == Fraction(backward) == exact


@pytest.mark.parametrize("count", [0, 1, 5])
def test_packed_vectors_in_a_file_are_those_in_memory(tmp_path: Path, count: int) -> None:
    unit = vectors.to_unit(np.random.default_rng(0).normal(size=(5, 32)).astype(np.float32))[:count]
    with (tmp_path / "vectors").open("w+b") as file:
        file.writelines(vectors.pack(vector) for vector in unit)
        mapped = vectors.mapped(file, count)
    assert mapped.shape == (count, 32 if count else 512)
    assert np.array_equal(mapped, unit) or count == 0


def test_packed_vectors_of_different_lengths_are_refused(tmp_path: Path) -> None:
    with (tmp_path / "vectors").open("w+b") as file:
        file.write(bytes(1024 + 1022 + 1))
        with pytest.raises(ValueError, match=r"^vectors must be of one length, got 2 in 2047 bytes$"):
            vectors.mapped(file, 2)
