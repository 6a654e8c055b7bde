"""Recall is the share of the exact lists that an index finds."""

from __future__ import annotations

import numpy as np
from PIL import Image

from benchmarks import approximate
from scripts.scale.constants import SAID_OF_AN_INDEX


def test_recall_counts_who_was_found_in_whatever_order() -> None:
    exact = np.array([[1, 2], [0, 2], [0, 1]])
    assert approximate.recall(exact, np.array([[2, 1], [2, 3], [-1, -1]])) == 0.5


def test_a_row_is_left_out_of_its_own_list_wherever_it_stands() -> None:
    found = np.tile(np.arange(20, 31), (3, 1))
    found[0, 0], found[1, 4] = 0, 1
    lists = approximate.without_itself(found)
    assert lists[0].tolist() == list(range(21, 31))
    assert lists[1].tolist() == [20, 21, 22, 23, *range(25, 31)]
    assert lists[2].tolist() == list(range(20, 30))


def test_what_codes_found_is_ordered_by_the_vectors_and_nobody_comes_last() -> None:
    unit = np.array([[1, 0], [0.6, 0.8], [0.8, 0.6]], np.float32)
    found = np.array([[1, -1, 0, 2], [0, 1, 2, -1], [2, 1, 0, -1]])
    assert approximate.rescored(unit, found, step=2).tolist() == [[0, 2, 1, -1], [1, 2, 0, -1], [2, 1, 0, -1]]


def test_the_remark_is_what_the_page_on_scale_reads() -> None:
    remark = approximate.said(0.9531, built=12.34, queries=4521.4, size=2085.2)
    assert remark == "recall 0.953; built in 12.3 s, 4,521 queries a second; 2,085 bytes a vector"
    assert SAID_OF_AN_INDEX.fullmatch(remark)


def test_parts_of_a_picture_are_squares_of_the_models_size() -> None:
    found = approximate.parts(Image.new("RGB", (40, 30), "red"), 8, np.random.default_rng(0))
    assert found.shape == (approximate.CROPS, 8, 8, 3)
    assert (found == (255, 0, 0)).all()
