"""A long screening that is killed goes on where it was, and finds the same."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommender.engine import keeping, neighbours, screening
from recommender.engine.candidates import Candidates, Singles
from recommender.engine.keeping import Keeper
from recommender.engine.neighbours import Neighbours, top_k
from recommender.engine.screening import Screen
from recommender.engine.vectors import Vectors, to_unit

COUNT, K, TILES = 300, 5, 15


class Killed(Exception):
    """What a process meets with that is killed."""


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screen in many tiles, one after the other."""
    monkeypatch.setattr(screening, "TILE_ROWS", 64)
    monkeypatch.setattr(screening, "THREADS", 1)
    monkeypatch.setattr(neighbours, "SCREENED_FROM", 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "work" / "compared.npz"


def vectors(seed: int = 0) -> Vectors:
    return to_unit(np.random.default_rng(seed).normal(size=(COUNT, 32)).astype(np.float32))


def every_time(path: Path) -> Keeper:
    """Return a keeper that finds it time after each tile."""
    ticks: Iterator[int] = iter(range(10**6))
    return Keeper(path, least=2, seconds=0.5, clock=lambda: next(ticks))


def search(
    keeper: Keeper, of: Vectors, *, k: int = K, killed_at: int = 0, way: Screen = screening.screen
) -> tuple[Neighbours | None, list[int]]:
    """Return what is found, None for a search that is killed after a tile; and the tiles done as it was told them."""
    told = list[int]()

    def screen(unit: Singles, k: int, **options: Any) -> Candidates:
        def tell(done: int, total: int) -> None:
            told.append(done)
            if done == killed_at:
                raise Killed

        return way(unit, k, progress=tell, keeper=keeper)

    try:
        return top_k(of, k, screen=screen), told
    except Killed:
        return None, told


def equal(one: Neighbours | None, other: Neighbours) -> bool:
    assert one is not None
    return np.array_equal(one.positions, other.positions) and np.array_equal(one.similarities, other.similarities)


@pytest.mark.parametrize("killed_at", [1, 5, 6, 14, 15])
def test_what_was_killed_goes_on_after_the_tiles_that_were_kept(path: Path, killed_at: int) -> None:
    assert search(every_time(path), vectors(), killed_at=killed_at)[0] is None
    found, told = search(every_time(path), vectors())
    assert told == list(range(TILES - len(told) + 1, TILES + 1))
    assert len(told) <= TILES - killed_at
    assert equal(found, top_k(vectors(), K))


def test_without_a_kill_the_lists_are_the_same(path: Path) -> None:
    found, told = search(every_time(path), vectors())
    assert told == list(range(1, TILES + 1))
    assert equal(found, top_k(vectors(), K))


@pytest.mark.parametrize(("seed", "k"), [(1, K), (0, K + 1)], ids=["other vectors", "another k"])
def test_what_was_kept_of_something_else_counts_for_nothing(path: Path, seed: int, k: int) -> None:
    search(every_time(path), vectors(), killed_at=7)
    found, told = search(every_time(path), vectors(seed), k=k)
    assert told[0] == 1
    assert equal(found, top_k(vectors(seed), k))


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_damaged_file_counts_for_nothing(path: Path, share: float, caplog: pytest.LogCaptureFixture) -> None:
    search(every_time(path), vectors(), killed_at=7)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    found, told = search(every_time(path), vectors())
    assert told[0] == 1
    assert equal(found, top_k(vectors(), K))
    assert caplog.messages[0].startswith("What an earlier run had found cannot be read, so it is searched anew: ")


def test_a_flipped_bit_counts_for_nothing(path: Path) -> None:
    search(every_time(path), vectors(), killed_at=7)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found, told = search(every_time(path), vectors())
    assert told[0] == 1
    assert equal(found, top_k(vectors(), K))


@pytest.mark.parametrize("part", ["identity", "margin", "done", *keeping.PARTS])
def test_a_part_that_is_damaged_spoils_the_others(path: Path, part: str) -> None:
    search(every_time(path), vectors(), killed_at=7)
    with zipfile.ZipFile(path) as kept:
        start = kept.getinfo(f"{part}.npy").header_offset
    content = bytearray(path.read_bytes())
    content[content.index(b"NUMPY", start) + 130] ^= 1
    path.write_bytes(content)
    found, told = search(every_time(path), vectors())
    assert told[0] == 1
    assert equal(found, top_k(vectors(), K))


def test_a_kill_while_it_is_kept_leaves_what_was_kept_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search(every_time(path), vectors(), killed_at=7)
    before = path.read_bytes()
    monkeypatch.setattr(np, "savez", half_written)
    with pytest.raises(Killed):
        top_k(vectors(), K, screen=partial(screening.screen, keeper=every_time(path)))
    assert path.read_bytes() == before


def test_a_new_file_takes_the_place_of_the_old_one_whole(path: Path) -> None:
    search(every_time(path), vectors(), killed_at=7)
    before = path.read_bytes()
    (path.parent / "as it was").hardlink_to(path)
    search(every_time(path), vectors())
    assert (path.parent / "as it was").read_bytes() == before != path.read_bytes()


def half_written(file: object, **parts: object) -> None:
    """Write the beginning of a file, and be killed."""
    file.write(b"PK")  # type: ignore[attr-defined]
    raise Killed


def test_a_disk_that_takes_nothing_does_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "work").write_text("no folder")
    found, _ = search(every_time(tmp_path / "work" / "compared.npz"), vectors())
    assert equal(found, top_k(vectors(), K))
    assert "cannot be kept; if this run is killed, it is lost" in caplog.messages[-1]


def test_it_is_kept_from_time_to_time_only(path: Path) -> None:
    instants = iter([0.0, 0.0, *[each * 10.0 for each in range(1, 100)]])
    keeper, times = Keeper(path, least=2, seconds=60, clock=lambda: next(instants)), list[int]()
    top_k(vectors(), K, screen=partial(screening.screen, keeper=keeper, progress=None))
    with np.load(path) as kept:
        times.append(int(kept["done"].sum()))
    assert 6 <= times[0] < TILES


def test_few_vectors_are_not_kept(path: Path) -> None:
    top_k(vectors(), K, screen=partial(screening.screen, keeper=Keeper(path, seconds=-1)))
    assert not path.exists()


def test_what_is_done_is_forgotten(path: Path) -> None:
    keeper = every_time(path)
    search(keeper, vectors())
    assert path.exists()
    keeper.forget()
    keeper.forget()
    assert list(path.parent.iterdir()) == []
