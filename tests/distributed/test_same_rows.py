"""A run on a cluster writes the rows that a run on one machine writes, bit for bit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.distributed.catalogues import Catalogue
from tests.distributed.conftest import PICTURES

Options = tuple[str, ...]


@pytest.mark.small_form
def test_all_rows_are_the_same(catalogue: Catalogue, local: Catalogue, on_the_cluster: Options) -> None:
    report = catalogue.run(*on_the_cluster)
    assert catalogue.everything() == local.everything()
    assert (report["embedded"], report["unreadable"], report["remarks"]) == (PICTURES, [], [])


def test_uploads_after_a_run_give_the_same_rows(local: Catalogue, on_the_cluster: Options) -> None:
    here, there = local.twin("more-here"), local.twin("more-there")
    for each in (here, there):
        each.add(PICTURES, 40)
    here.run()
    there.run(*on_the_cluster)
    assert there.everything() == here.everything()


def test_everything_anew_gives_the_same_rows(local: Catalogue, on_the_cluster: Options) -> None:
    there = local.twin("full")
    assert there.run("--full", *on_the_cluster)["embedded"] == PICTURES
    assert there.everything() == local.everything()


def test_a_run_with_nothing_to_do_starts_no_ray(local: Catalogue, tmp_path: Path) -> None:
    report = local.twin("nothing").run("--engine", "ray", "--ray-address", "127.0.0.1:1")
    assert (report["embedded"], report["rows_written"]) == (0, 0)


@pytest.mark.small_form
def test_damaged_and_missing_originals_are_named_with_the_same_reasons(
    untouched: Catalogue, on_the_cluster: Options, tmp_path: Path
) -> None:
    here, there = untouched.twin("damaged-here"), untouched.twin("damaged-there")
    with damaged(untouched.media / "originals", tmp_path):
        reports = [here.run(), there.run(*on_the_cluster)]
    assert there.everything() == here.everything()
    assert reports[0]["unreadable"] == reports[1]["unreadable"] != []


@pytest.mark.parametrize("address", [(), ("--ray-address", "local")])
def test_without_a_cluster_one_is_started_here(catalogue: Catalogue, local: Catalogue, address: Options) -> None:
    catalogue.run("--engine", "ray", *address)
    assert catalogue.everything() == local.everything()


class damaged:  # noqa: N801 - used as a function
    """For a while cut one file off, and take another away."""

    def __init__(self, originals: Path, aside: Path) -> None:
        self.cut, self.gone = sorted(path for path in originals.rglob("*") if path.is_file())[3:5]
        self.aside = aside

    def __enter__(self) -> None:
        shutil.copy(self.cut, self.aside / "cut")
        shutil.move(self.gone, self.aside / "gone")
        self.cut.write_bytes(self.cut.read_bytes()[:700])

    def __exit__(self, *error: object) -> None:
        shutil.copy(self.aside / "cut", self.cut)
        shutil.move(self.aside / "gone", self.gone)
