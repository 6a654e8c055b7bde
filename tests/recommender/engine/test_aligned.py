"""Arrays for matrix units begin with a line of the cache, and threads that multiply stay alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from recommender.engine import halves
from recommender.engine.aligned import LINE, aligned
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.screening import TILE_ROWS, Tile, TileWork


def begins_with_a_line(array: np.ndarray) -> bool:
    return array.ctypes.data % LINE == 0


@pytest.mark.parametrize("shape", [(1,), (3, 5), (300, 544), (2048 * 2048,)])
@pytest.mark.parametrize("dtype", [np.bool_, np.int16, np.float32])
def test_an_array_begins_with_a_line_whatever_its_size(shape: tuple[int, ...], dtype: type) -> None:
    array = aligned(shape, dtype)
    array[...] = 1
    assert (begins_with_a_line(array), array.shape, array.dtype) == (True, shape, np.dtype(dtype))
    assert array.flags.c_contiguous
    assert array.flags.writeable


def test_an_array_may_be_empty() -> None:
    assert aligned((0, 7), np.int16).shape == (0, 7)


def test_what_is_multiplied_in_halves_begins_with_lines() -> None:
    unit: Singles = np.eye(100, 512, dtype=np.float32)
    found = halves.rounded(unit, below=0.0)
    parts = [found.turned(slice(0, stop)) for stop in range(1, 100, 11)]
    assert all(begins_with_a_line(rows) for rows in (*found.rows, *parts))


def test_products_go_where_a_line_begins() -> None:
    unit: Singles = np.eye(10, 4, dtype=np.float32)
    work = TileWork(unit, Candidates(10, 1, margin=0), np.zeros(1, np.bool_), None)
    assert all(map(begins_with_a_line, work._buffers(Tile(slice(0, 5), slice(5, 10)))))


def test_nothing_that_lay_in_memory_gets_into_products(monkeypatch: pytest.MonkeyPatch) -> None:
    unit: Singles = np.eye(50, 60, dtype=np.float32)
    expected = halves.rounded(unit, below=0.0).rows.copy()
    monkeypatch.setattr(halves, "aligned", lambda shape, dtype: np.full(shape, 0x7FC0, dtype))  # not a number
    assert np.array_equal(halves.rounded(unit, below=0.0).rows, expected)
    assert not expected[:, 60 + 2 * halves.SPLIT :].any()


def test_a_thread_that_multiplies_starts_no_others() -> None:
    import torch

    from recommender.engine.resnet import multiply_halves

    rows, out = aligned((TILE_ROWS, 544), np.int16), aligned((TILE_ROWS, TILE_ROWS), np.int16)
    rows[...] = halves.ONE
    before = torch.get_num_threads()
    torch.set_num_threads(1)

    def started() -> int:
        others = threads_of_this_process()
        multiply_halves(rows, rows, out)
        return len(threads_of_this_process() - others)

    try:
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(started).result() == 0
    finally:
        torch.set_num_threads(before)


def threads_of_this_process() -> set[str]:
    return {task.name for task in Path("/proc/self/task").iterdir()}
