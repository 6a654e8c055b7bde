"""The lists are the true ones: exact, with ties in order of position, whatever the block or the order of rows."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.engine import neighbours
from recommender.engine.neighbours import Neighbours, top_k
from recommender.engine.vectors import Vectors
from tests.recommender.engine.reference import Listed, brute_force, random_vectors


def listed(found: Neighbours) -> list[Listed]:
    both = zip(found.positions.tolist(), found.similarities.tolist(), strict=True)
    return [list(zip(*row, strict=True)) for row in both]


def exact_product(left: Vectors, right: Vectors) -> Fraction:
    return sum((Fraction(float(a)) * Fraction(float(b)) for a, b in zip(left, right, strict=True)), Fraction())


def exact_square_of_cosine(left: Vectors, right: Vectors) -> Fraction:
    """Return the square of a cosine, with the cosine's sign."""
    product = exact_product(left, right)
    return product * abs(product) / (exact_product(left, left) * exact_product(right, right))


@settings(deadline=None, max_examples=80)
@given(
    count=st.integers(0, 40),
    k=st.integers(1, 45),
    distinct=st.integers(1, 40),
    dimensions=st.sampled_from([1, 2, 16]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_lists_are_those_of_comparing_and_sorting_everything(
    count: int, k: int, distinct: int, dimensions: int, seed: int
) -> None:
    vectors = random_vectors(count=count, distinct=distinct, dimensions=dimensions, seed=seed)
    assert listed(top_k(vectors, k)) == brute_force(vectors, k)


def test_the_lists_of_vectors_as_long_as_a_models_are_those_of_comparing_and_sorting_everything() -> None:
    vectors = random_vectors(count=30, dimensions=512, distinct=20)
    assert listed(top_k(vectors, 6)) == brute_force(vectors, 6)


def test_no_image_left_out_is_nearer_than_one_listed_even_in_exact_fractions() -> None:
    vectors = random_vectors(count=24, dimensions=8, seed=5)
    for position, kept in enumerate(top_k(vectors, 4).positions.tolist()):
        exact = {n: exact_square_of_cosine(vectors[position], vectors[n]) for n in range(24) if n != position}
        assert max(exact[n] for n in exact if n not in kept) <= min(exact[n] for n in kept)


def test_ties_at_the_end_of_a_list_go_to_the_lowest_positions() -> None:
    vectors = random_vectors(count=12, distinct=1)
    assert top_k(vectors, 3).positions.tolist()[:5] == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2], [0, 1, 2]]


def test_identical_vectors_recommend_each_other_with_exactly_one_and_never_themselves() -> None:
    vectors = random_vectors(count=60, dimensions=512, distinct=2)
    found = top_k(vectors, 10)
    assert set(found.similarities.ravel().tolist()) == {1.0}
    assert all(position not in row for position, row in enumerate(found.positions.tolist()))


@pytest.mark.parametrize("rows_a_block", [1, 3, 7, 50, 1000])
def test_results_are_the_same_to_the_bit_whatever_the_size_of_a_block(
    rows_a_block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = random_vectors(count=50, dimensions=512, distinct=35)
    whole = top_k(vectors, 9)
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 8 * 50 * rows_a_block)
    found = top_k(vectors, 9)
    assert found.positions.tobytes() == whole.positions.tobytes()
    assert found.similarities.tobytes() == whole.similarities.tobytes()


@settings(deadline=None, max_examples=25)
@given(order=st.permutations(range(30)))
def test_the_order_of_the_rows_changes_no_similarity_and_no_untied_place(order: list[int]) -> None:
    vectors = random_vectors(count=30, dimensions=64)
    plain, shuffled = top_k(vectors, 5), top_k(vectors[order], 5)
    assert shuffled.similarities.tobytes() == plain.similarities[order].tobytes()
    assert np.array(order)[shuffled.positions].tolist() == plain.positions[order].tolist()


@pytest.mark.parametrize(("count", "width"), [(0, 0), (1, 0), (2, 1), (3, 2)])
def test_fewer_images_than_asked_for_give_shorter_lists(count: int, width: int) -> None:
    found = top_k(random_vectors(count=count), 8)
    assert found.positions.shape == found.similarities.shape == (count, width)


def test_two_images_recommend_each_other() -> None:
    assert top_k(random_vectors(count=2), 8).positions.tolist() == [[1], [0]]


@pytest.mark.parametrize("k", [0, -3])
def test_a_k_below_one_is_refused(k: int) -> None:
    with pytest.raises(ValueError, match=rf"^k must be at least 1, got {k}$"):
        top_k(random_vectors(count=3), k)


def test_progress_is_told_the_rows_done_and_the_rows_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(neighbours, "BLOCK_BYTES", 1)
    monkeypatch.setattr(neighbours, "FEWEST_ROWS", 4)
    top_k(random_vectors(count=10), 2, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 10), (8, 10), (10, 10)]


def test_opposite_vectors_are_minus_one_and_no_further() -> None:
    vectors = random_vectors(count=1, dimensions=512)
    assert top_k(np.concatenate([vectors, -vectors]), 1).similarities.tolist() == [[-1.0], [-1.0]]
