"""As many threads as have a core to run on, on machines, under taskset and in containers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recommender.engine.threads import cores
from tests.config.processes import python


@pytest.fixture
def sixteen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with sixteen cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(16)), raising=False)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("max 100000\n", 16),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("50000 100000\n", 1),
        ("6400000 100000\n", 16),
        ("", 16),
        ("much", 16),
    ],
)
@pytest.mark.usefixtures("sixteen")
def test_a_container_is_given_so_many_of_sixteen(tmp_path: Path, quota: str, expected: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert cores(tmp_path / "cpu.max") == expected


@pytest.mark.usefixtures("sixteen")
def test_without_containers_all_are_given(tmp_path: Path) -> None:
    assert cores(tmp_path / "cpu.max") == 16


def test_a_process_bound_to_a_core_has_one() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, before)


def test_systems_that_bind_no_process_give_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert cores(tmp_path / "cpu.max") == 5


def test_torch_is_told_of_a_quota_it_does_not_see() -> None:
    given = "from recommender.engine import threads; threads.cores = lambda: 1;"
    told = python("-c", f"{given} import recommender.engine.resnet, torch; print(torch.get_num_threads())")
    assert told.stdout == "1\n"


@pytest.mark.parametrize(("given", "used"), [(1, "1 1"), (6, "6 6"), (64, "16 8")])
def test_comparing_and_decoding_use_them_up_to_a_number(given: int, used: str) -> None:
    known = f"from recommender.engine import threads; threads.cores = lambda: {given};"
    code = f"{known} from recommender import conf; from recommender.engine import screening;"
    assert python("-c", f"{code} print(screening.THREADS, conf.DECODING_THREADS)").stdout == f"{used}\n"
